package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.Route;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.Members;
import coop.entrelacs.payroll.PayCalculation;
import coop.entrelacs.payroll.PayChoice;
import coop.entrelacs.payroll.PayChoices;
import coop.entrelacs.payroll.PayFromActivity;
import coop.entrelacs.payroll.PaySimulator;
import coop.entrelacs.payroll.PayrollRefused;
import coop.entrelacs.payroll.PayslipRow;
import coop.entrelacs.payroll.Payslips;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.Clock;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A member's own pay: what a choice would give, what was paid, and every cent of why. The employer's cost is never hidden. */
@Route(value = ":tenant/my-pay", layout = MainLayout.class)
@For(Role.MEMBER)
class MyPayView extends TenantView {

    private final transient Members members;
    private final transient PaySimulator simulator;
    private final transient PayChoices choices;
    private final transient Payslips payslips;
    private final transient LiveUpdates live;
    private final transient Clock clock;

    MyPayView(
            Members members,
            PaySimulator simulator,
            PayChoices choices,
            Payslips payslips,
            LiveUpdates live,
            Clock clock) {
        this.members = members;
        this.simulator = simulator;
        this.choices = choices;
        this.payslips = payslips;
        this.live = live;
        this.clock = clock;
    }

    @Override
    protected void show() {
        headline(t("ui.pay.mine")).lead(t("ui.pay.mine.lead"));
        Optional<UUID> me = in(members::mine);
        if (me.isEmpty()) {
            add(new Empty(VaadinIcon.WALLET, t("ui.pay.none"), t("ui.pay.none.why")));
            return;
        }
        Optional<PayFromActivity> possible = in(() -> simulator.possible(me.get(), YearMonth.now(clock)));
        possible.ifPresent(pay -> add(possible(pay)));
        add(
                simulation(
                        me.get(), possible.map(PayFromActivity::highestBudget).filter(Money::isPositive)),
                slips(me.get()));
        watch(live, "payslip");
    }

    /** What the activity can pay, as one honest figure with its explanation. */
    private Card possible(PayFromActivity pay) {
        Table table = new Table(t("ui.pay.possible.why"), t("payroll.slip.label"), "#" + t("ui.pay.amount"));
        pay.explained().forEach(step -> table.row(t("payroll.step." + step.code()), step.amount()));
        return new Card(
                t("ui.pay.possible"),
                Figure.row(
                        new Figure(t("payroll.step.highest-budget"), Texts.money(pay.highestBudget()))
                                .means(t("ui.pay.possible.means"))
                                .tone(pay.highestBudget().isPositive() ? Tone.GOOD : Tone.NEUTRAL),
                        new Figure(
                                        t("ui.pay.smoothed"),
                                        Texts.money(pay.smoothed(
                                                13 - YearMonth.now(clock).getMonthValue())))
                                .means(t("ui.pay.smoothed.means"))),
                new com.vaadin.flow.component.html.NativeDetails(t("ui.pay.possible.why"), table));
    }

    private Card simulation(UUID me, Optional<Money> budget) {
        YearMonth now = YearMonth.now(clock);
        Select<YearMonth> month = Fields.choice(
                "month", t("ui.pay.month"), List.of(now, now.plusMonths(1), now.plusMonths(2)), Texts::month, now);
        Select<PayChoice.Kind> kind = Fields.choice(
                "kind",
                t("ui.pay.kind"),
                List.of(PayChoice.Kind.values()),
                one -> t("ui.pay.kind." + one),
                PayChoice.Kind.EMPLOYER_COST);
        BigDecimalField amount = Fields.euros("target.amount", t("ui.pay.amount"), budget.orElse(Money.of("3000")));
        amount.setValueChangeMode(ValueChangeMode.LAZY);
        Div result = new Div();
        result.getElement().setAttribute("aria-live", "polite");
        Runnable work = () -> {
            result.removeAll();
            if (amount.getValue() == null) {
                return;
            }
            try {
                PayChoice choice = new PayChoice(kind.getValue(), Fields.money("target.amount", amount), null, null);
                result.add(outcome(in(() -> simulator.simulate(me, month.getValue(), choice))));
            } catch (PayrollRefused notYet) {
                result.add(new Paragraph(Texts.reason(notYet)));
            }
        };
        month.addValueChangeListener(change -> {
            in(() -> choices.get(me, change.getValue())).ifPresent(chosen -> {
                kind.setValue(chosen.kind());
                amount.setValue(chosen.amount() == null ? null : chosen.amount().toEuros());
            });
            work.run();
        });
        kind.addValueChangeListener(change -> work.run());
        amount.addValueChangeListener(change -> work.run());
        Card card = new Card(t("ui.pay.simulator"), Fields.form(month, kind, amount), result);
        card.acts(Buttons.primary(t("ui.pay.choose"), () -> {
            PayChoice choice = new PayChoice(kind.getValue(), Fields.money("target.amount", amount), null, null);
            act(() -> choices.choose(me, month.getValue(), choice));
            Refusals.done(t("ui.pay.chosen", Texts.month(month.getValue())));
        }));
        try {
            work.run();
        } catch (InvalidField refused) {
            // The first amount is only a suggestion; the reader types their own.
            result.removeAll();
        }
        return card;
    }

    private static Div outcome(PayCalculation pay) {
        Div figures = Figure.row(
                new Figure(t("payroll.slip.net-paid"), Texts.money(pay.netPaid()))
                        .means(t("ui.pay.after-tax", pay.incomeTax(), pay.taxRate()))
                        .tone(pay.netPaid().isNegative() ? Tone.BAD : Tone.GOOD),
                new Figure(t("payroll.slip.net-before-tax"), Texts.money(pay.netBeforeTax()))
                        .means(t("ui.pay.withheld", pay.employeeContributions())),
                new Figure(t("payroll.slip.gross"), Texts.money(pay.gross()))
                        .means(t("ui.pay.hours", Texts.number(pay.hours()))),
                new Figure(t("payroll.slip.employer-cost"), Texts.money(pay.employerCost()))
                        .means(t("ui.pay.employer", pay.employerContributions(), pay.reduction())));
        Div all = new Div(figures);
        pay.warnings().forEach(warning -> all.add(new Paragraph(t("payroll.warning." + warning))));
        all.add(new com.vaadin.flow.component.html.NativeDetails(t("ui.pay.why"), PayWords.lines(pay)));
        return all;
    }

    private Card slips(UUID me) {
        Card card = new Card(t("ui.pay.slips"));
        List<PayslipRow> slips = in(() -> payslips.ofMember(me));
        if (slips.isEmpty()) {
            card.add(new Paragraph(t("ui.pay.slips.none")));
            return card;
        }
        Table table = new Table(
                t("ui.pay.slips"),
                t("ui.pay.month"),
                "#" + t("payroll.slip.gross"),
                "#" + t("payroll.slip.net-paid"),
                "#" + t("payroll.slip.employer-cost"),
                t("ui.pay.paper"));
        for (PayslipRow slip : slips) {
            table.row(
                    Texts.month(slip.month()),
                    slip.gross(),
                    slip.netPaid(),
                    slip.employerCost(),
                    slip.document() == null
                            ? t("ui.pay.paper.soon")
                            : Buttons.download(
                                    t("ui.pay.paper.of", slip.number()),
                                    Downloads.of(() -> Downloads.Named.pdf(
                                            "bulletin-" + slip.number() + ".pdf", payslips.pdf(slip.id())))));
        }
        card.add(table);
        Table years = new Table(
                t("ui.pay.years"),
                t("ui.pay.year"),
                "#" + t("payroll.slip.gross"),
                "#" + t("payroll.slip.net-taxable"),
                "#" + t("payroll.slip.net-paid"),
                "#" + t("payroll.slip.employer-cost"));
        in(() -> payslips.years(me))
                .forEach(year -> years.row(
                        String.valueOf(year.year()),
                        year.gross(),
                        year.netTaxable(),
                        year.netPaid(),
                        year.employerCost()));
        card.add(years);
        return card;
    }
}
