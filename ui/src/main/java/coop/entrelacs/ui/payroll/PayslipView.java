package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.payroll.ExitPapers;
import coop.entrelacs.payroll.PayCalculation;
import coop.entrelacs.payroll.PayChoice;
import coop.entrelacs.payroll.PayslipRow;
import coop.entrelacs.payroll.Payslips;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Headline;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/** One slip: what arrived, why in plain words, every line with the text its rate comes from, and its paper. */
@Route(value = ":tenant/payslips/:slip", layout = MainLayout.class)
@For({Role.MEMBER, Role.PAYROLL_OFFICER})
class PayslipView extends TenantView {

    private final transient Payslips payslips;
    private final transient ExitPapers papers;

    PayslipView(Payslips payslips, ExitPapers papers) {
        this.payslips = payslips;
        this.papers = papers;
    }

    @Override
    protected void show() {
        Payslips.Sheet sheet = in(() -> payslips.sheet(id("slip")));
        PayslipRow row = sheet.row();
        PayCalculation pay = sheet.pay();
        boolean officer = is(Role.PAYROLL_OFFICER);
        List<Component> acts = new ArrayList<>();
        if (row.document() != null) {
            acts.add(PayExtras.paper(payslips, row));
        }
        if (officer && sheet.entry() != null) {
            acts.add(Buttons.plain(t("ui.pay.correct"), () -> correct(sheet)));
        }
        Headline head = headline(
                officer
                        ? t("ui.pay.slip.for", Texts.month(row.month()), row.memberName())
                        : t("ui.pay.slip", Texts.month(row.month())),
                acts.toArray(Component[]::new));
        Anchor back = officer
                ? new Anchor(to("payroll/" + row.run()), "← " + t("ui.payroll.of", Texts.month(row.month())))
                : new Anchor(to("my-pay"), "← " + t("ui.pay.mine"));
        back.addClassName("back");
        head.above(back);
        if (officer) {
            head.under(PayWords.state(row).badge(), new Anchor(to("payroll/people/" + row.member()), t("ui.pay.file")));
        }
        Figure net = new Figure(t("payroll.slip.net-paid"), Texts.money(row.transferred()))
                .means(
                        row.transferred().equals(pay.netPaid())
                                ? t("ui.pay.after-tax", pay.incomeTax(), pay.taxRate())
                                : t(
                                        "ui.pay.after-taken-off",
                                        pay.incomeTax(),
                                        pay.taxRate(),
                                        pay.netPaid().minus(row.transferred())))
                .tone(Tone.GOOD);
        add(Figure.row(
                net,
                new Figure(t("payroll.slip.net-social"), Texts.money(pay.netSocial()))
                        .means(t("ui.pay.net-social.means")),
                new Figure(t("payroll.slip.gross"), Texts.money(pay.gross()))
                        .means(t("ui.pay.hours", Texts.number(pay.hours()))),
                new Figure(t("payroll.slip.employer-cost"), Texts.money(pay.employerCost()))
                        .means(t("ui.pay.employer", pay.employerContributions(), pay.reduction()))));
        if (row.leave() != null) {
            add(new Figure(t("payroll.slip.leave"), Texts.number(row.leave().balance()))
                    .means(t(
                            "ui.leave.means",
                            Texts.number(row.leave().acquired()),
                            Texts.number(row.leave().taken()))));
        }
        row.warnings().forEach(code -> {
            if (officer) {
                add(PayWords.note(t("payroll.warning." + code), false));
            }
        });
        Card ladder = new Card(t("ui.pay.ladder"), PayWords.ladder(pay, row));
        ladder.add(PayWords.takenOff(row));
        add(Card.columns(
                ladder,
                new Card(
                        t("ui.pay.lines"), PayWords.lines(pay), new NativeDetails(t("ui.pay.sources"), sources(pay)))));
        if (row.warnings().contains("LAST_SLIP") && sheet.entry() != null) {
            add(papers(row));
        }
        if (officer) {
            add(booked(sheet));
        }
    }

    /** What is handed to who leaves. */
    private Card papers(PayslipRow row) {
        Card card = new Card(t("ui.pay.exit"), new Paragraph(t("ui.pay.exit.why")));
        return card.acts(Stream.of(ExitPapers.Kind.values())
                .map(kind -> Buttons.download(
                        t("payroll.exit." + kind),
                        Downloads.of(() -> new Downloads.Named(
                                kind.name().toLowerCase(Locale.ROOT) + "-" + row.number() + ".pdf",
                                "application/pdf",
                                papers.pdf(row.id(), kind)))))
                .toArray(Component[]::new));
    }

    private static Table sources(PayCalculation pay) {
        Table table = new Table(t("ui.pay.sources"), t("payroll.slip.label"), t("ui.pay.source"));
        pay.lines().stream()
                .filter(line -> !line.source().isBlank())
                .forEach(line -> table.row(t("payroll.line." + line.code()), line.source()));
        return table;
    }

    /** From the figure to its entries. */
    private Card booked(Payslips.Sheet sheet) {
        Card card = new Card(t("ui.pay.booked"));
        if (sheet.entry() == null) {
            card.add(new Paragraph(t("ui.pay.booked.not")));
            return card;
        }
        card.add(new Anchor(to("entries/" + sheet.entry()), t("ui.pay.booked.entry", sheet.entry())));
        card.add(
                sheet.paidEntry() == null
                        ? new Paragraph(t("ui.pay.booked.unpaid"))
                        : new Anchor(to("entries/" + sheet.paidEntry()), t("ui.pay.booked.paid", sheet.paidEntry())));
        return card;
    }

    /** What is booked never changes: a new run reverses it, books the right slip and pays the difference. */
    private void correct(Payslips.Sheet sheet) {
        PayslipRow row = sheet.row();
        Dialog dialog = new Dialog(t("ui.pay.correct"));
        Select<PayChoice.Kind> kind = Fields.choice(
                "kind",
                t("ui.pay.kind"),
                List.of(PayChoice.Kind.values()),
                one -> t("ui.pay.kind." + one),
                PayChoice.Kind.GROSS);
        BigDecimalField amount =
                Fields.euros("amount", t("ui.pay.correct.amount"), sheet.pay().agreedPay());
        DatePicker day =
                Fields.day("payDate", t("ui.payroll.pay-date"), row.month().atEndOfMonth());
        dialog.add(
                new Paragraph(t("ui.pay.correct.why", row.memberName(), Texts.month(row.month()), row.netPaid())),
                Fields.form(kind, amount, day));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pay.correct.start"), () -> {
                    LocalDate on = day.getValue();
                    if (on == null) {
                        throw new InvalidField("payDate", "required");
                    }
                    PayChoice right = new PayChoice(
                            kind.getValue(),
                            Fields.money("amount", amount),
                            sheet.pay().benefitsInKind(),
                            null);
                    UUID run = in(
                            () -> payslips.correct(row.month(), on, List.of(new Payslips.Correction(row.id(), right))));
                    dialog.close();
                    go("payroll/" + run);
                }));
        dialog.open();
    }
}
