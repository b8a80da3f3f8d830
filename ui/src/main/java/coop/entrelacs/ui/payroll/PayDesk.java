package coop.entrelacs.ui.payroll;

import coop.entrelacs.payroll.AnnualTrueUps;
import coop.entrelacs.payroll.ContractReasons;
import coop.entrelacs.payroll.MaintainedPays;
import coop.entrelacs.payroll.PayAdvances;
import coop.entrelacs.payroll.PayChoices;
import coop.entrelacs.payroll.PayProfiles;
import coop.entrelacs.payroll.PaySimulator;
import coop.entrelacs.payroll.PaySmoothings;
import coop.entrelacs.payroll.PayslipNews;
import coop.entrelacs.payroll.Payslips;
import org.springframework.stereotype.Component;

/** What the pages of one person's pay ask, together. */
@Component
record PayDesk(
        PaySimulator simulator,
        PayChoices choices,
        PayProfiles profiles,
        PaySmoothings smoothings,
        PayAdvances advances,
        AnnualTrueUps trueUps,
        Payslips payslips,
        PayslipNews news,
        MaintainedPays maintained,
        ContractReasons reasons) {}
