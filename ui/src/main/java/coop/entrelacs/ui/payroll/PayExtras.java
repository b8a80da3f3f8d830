package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.html.Paragraph;
import coop.entrelacs.payroll.AnnualTrueUp;
import coop.entrelacs.payroll.PayAdvances;
import coop.entrelacs.payroll.PaySmoothing;
import coop.entrelacs.payroll.PayslipRow;
import coop.entrelacs.payroll.Payslips;
import coop.entrelacs.ui.kit.Address;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.Clock;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The parts of one person's pay that both they and who pays them look at. */
final class PayExtras {

    private PayExtras() {}

    /** Slips with their papers, and the years' totals. */
    static Card slips(PayDesk desk, UUID member) {
        Card card = new Card(Texts.t("ui.pay.slips"));
        List<PayslipRow> slips = Presence.here().in(() -> desk.payslips().ofMember(member));
        if (slips.isEmpty()) {
            card.add(new Paragraph(Texts.t("ui.pay.slips.none")));
            return card;
        }
        Table table = new Table(
                        Texts.t("ui.pay.slips"),
                        Texts.t("ui.pay.month"),
                        "#" + Texts.t("payroll.slip.net-paid"),
                        "#" + Texts.t("payroll.slip.gross"),
                        "#" + Texts.t("payroll.slip.employer-cost"),
                        Texts.t("ui.pay.paper"))
                .asCards();
        for (PayslipRow slip : slips) {
            table.row(
                    new com.vaadin.flow.component.html.Anchor(
                            Address.here("payslips/" + slip.id()), Texts.month(slip.month())),
                    slip.transferred(),
                    slip.gross(),
                    slip.employerCost(),
                    slip.document() == null
                            ? new State(Texts.t("ui.pay.paper.soon"), Tone.WAITING)
                            : paper(desk.payslips(), slip));
        }
        card.add(table);
        Table years = new Table(
                        Texts.t("ui.pay.years"),
                        Texts.t("ui.pay.year"),
                        "#" + Texts.t("payroll.slip.net-paid"),
                        "#" + Texts.t("payroll.slip.net-taxable"),
                        "#" + Texts.t("payroll.slip.gross"),
                        "#" + Texts.t("payroll.slip.employer-cost"))
                .asCards();
        Presence.here()
                .in(() -> desk.payslips().years(member))
                .forEach(year -> years.row(
                        String.valueOf(year.year()),
                        year.netPaid(),
                        year.netTaxable(),
                        year.gross(),
                        year.employerCost()));
        card.add(new com.vaadin.flow.component.html.H3(Texts.t("ui.pay.years")), years);
        return card;
    }

    static com.vaadin.flow.component.html.Anchor paper(Payslips payslips, PayslipRow slip) {
        com.vaadin.flow.component.html.Anchor link = Buttons.download(
                Texts.t("ui.pay.paper.pdf"),
                Downloads.of(() -> Downloads.Named.pdf("bulletin-" + slip.number() + ".pdf", payslips.pdf(slip.id()))));
        link.setAriaLabel(Texts.t("ui.pay.paper.of", slip.number()));
        return link;
    }

    /** The smoothings, each with its months; the one that runs can be ended. */
    static Optional<Card> smoothings(PayDesk desk, UUID member, Clock clock, Runnable changed) {
        List<PaySmoothing> plans = Presence.here().in(() -> desk.smoothings().of(member));
        YearMonth now = YearMonth.now(clock);
        List<PaySmoothing> shown = plans.stream()
                .filter(plan -> !plan.parts().getLast().month().isBefore(now))
                .filter(plan -> plan.endedFrom() == null || plan.endedFrom().isAfter(now))
                .toList();
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        Card card = new Card(Texts.t("ui.pay.smoothings"), new Paragraph(Texts.t("ui.pay.smoothings.why")));
        for (PaySmoothing plan : shown) {
            Table table = new Table(
                    Texts.t("ui.pay.smoothings"), Texts.t("ui.pay.month"), "#" + Texts.t("ui.pay.slider.budget"));
            plan.parts().stream()
                    .filter(part -> plan.endedFrom() == null || part.month().isBefore(plan.endedFrom()))
                    .forEach(part -> table.row(Texts.month(part.month()), part.budget()));
            table.total(Texts.t("ui.pay.total"), plan.total());
            card.add(table);
            if (plan.endedFrom() == null) {
                YearMonth from = plan.firstMonth().isAfter(now) ? plan.firstMonth() : now;
                card.add(Buttons.plain(
                        Texts.t("ui.pay.smoothing.end"),
                        () -> Buttons.confirm(
                                Texts.t("ui.pay.smoothing.end"),
                                Texts.t("ui.pay.smoothing.end.why", Texts.month(from), plan.after(from.minusMonths(1))),
                                Texts.t("ui.pay.smoothing.end"),
                                () -> {
                                    Presence.here().in(() -> {
                                        desk.smoothings().end(member, plan.id(), from);
                                        return true;
                                    });
                                    Refusals.done(Texts.t("ui.pay.smoothing.ended"));
                                    changed.run();
                                })));
            }
        }
        return Optional.of(card);
    }

    static Optional<Card> advances(PayDesk desk, UUID member) {
        List<PayAdvances.Advance> all = Presence.here().in(() -> desk.advances().of(member));
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Table table = new Table(
                        Texts.t("ui.pay.advances"),
                        Texts.t("ui.pay.paid-on"),
                        "#" + Texts.t("ui.pay.advance"),
                        "#" + Texts.t("ui.pay.recovered"),
                        "#" + Texts.t("ui.pay.open"),
                        Texts.t("ui.pay.advance.kind"))
                .asCards();
        all.forEach(one -> table.row(
                one.paidOn(),
                one.amount(),
                one.recovered(),
                one.open(),
                Texts.t(one.overpaid() ? "ui.pay.advance.overpaid" : "ui.pay.advance")));
        return Optional.of(new Card(Texts.t("ui.pay.advances"), new Paragraph(Texts.t("ui.pay.advances.why")), table));
    }

    static Optional<Card> trueUps(PayDesk desk, UUID member) {
        List<AnnualTrueUp> all = Presence.here().in(() -> desk.trueUps().of(member));
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Table table = new Table(
                        Texts.t("ui.pay.true-ups"),
                        Texts.t("ui.pay.year"),
                        "#" + Texts.t("ui.pay.true-up.distributable"),
                        "#" + Texts.t("ui.pay.true-up.paid"),
                        "#" + Texts.t("ui.pay.true-up.amount"),
                        Texts.t("ui.pay.true-up.when"))
                .asCards();
        all.forEach(one -> table.row(
                String.valueOf(one.yearLastDay().getYear()), one.distributable(), one.paid(), one.amount(), when(one)));
        return Optional.of(new Card(Texts.t("ui.pay.true-ups"), new Paragraph(Texts.t("ui.pay.true-ups.why")), table));
    }

    static State when(AnnualTrueUp one) {
        if (one.settledMonth() != null) {
            return new State(Texts.t("ui.pay.true-up.on", Texts.month(one.settledMonth())), Tone.GOOD);
        }
        return one.isOpen()
                ? new State(Texts.t("ui.pay.true-up.by", Texts.day(one.dueBy())), Tone.WAITING)
                : new State(Texts.t("ui.pay.true-up.none"), Tone.NEUTRAL);
    }
}
