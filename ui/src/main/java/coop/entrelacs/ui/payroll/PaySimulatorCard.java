package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.checkbox.CheckboxGroup;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import coop.entrelacs.payroll.PayCalculation;
import coop.entrelacs.payroll.PayChoice;
import coop.entrelacs.payroll.PayOutlook;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Texts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three sliders of one truth: what the activity spends, the gross, and what arrives. Whichever is moved, the others follow; under
 * them every line in plain words, what unpaid invoices would change, and the two ways to choose.
 */
final class PaySimulatorCard extends Div {

    private static final Money LEAST_SCALE = Money.of("3000");

    private final transient PayDesk desk;
    private final UUID member;
    private final Select<YearMonth> month;
    private final Select<Integer> spread;
    private final MoneySlider budget;
    private final MoneySlider gross;
    private final MoneySlider net;
    private final CheckboxGroup<PayOutlook.Expected> invoices = new CheckboxGroup<>();
    private final Div result = new Div();
    private final Div possible = new Div();
    private PayOutlook outlook;
    private PayChoice choice;

    PaySimulatorCard(PayDesk desk, UUID member, PayOutlook outlook, PayChoice first) {
        this.desk = desk;
        this.member = member;
        this.outlook = outlook;
        this.choice = first;
        YearMonth now = outlook.month();
        month = Fields.choice(
                "month",
                Texts.t("ui.pay.month"),
                List.of(now, now.plusMonths(1), now.plusMonths(2)),
                Texts::month,
                now);
        spread = Fields.choice(
                "months",
                Texts.t("ui.pay.spread"),
                IntStream.rangeClosed(1, 12).boxed().toList(),
                n -> n == 1 ? Texts.t("ui.pay.spread.one") : Texts.t("ui.pay.spread.over", n),
                1);
        Money most = scale(outlook);
        budget = new MoneySlider(
                "target.amount",
                Texts.t("ui.pay.slider.budget"),
                most,
                amount -> moved(PayChoice.Kind.EMPLOYER_COST, amount));
        gross = new MoneySlider(
                "gross", Texts.t("ui.pay.slider.gross"), most, amount -> moved(PayChoice.Kind.GROSS, amount));
        net = new MoneySlider(
                "net", Texts.t("ui.pay.slider.net"), most, amount -> moved(PayChoice.Kind.NET_PAID, amount));
        result.getElement().setAttribute("aria-live", "polite");
        possible.getElement().setAttribute("aria-live", "polite");
        possible.addClassName("stack");
        month.addValueChangeListener(change -> anotherMonth(change.getValue()));
        spread.addValueChangeListener(change -> spreadOver(change.getValue()));

        Div sliders = new Div(budget, gross, net);
        sliders.addClassName("sliders");
        Div act = new Div(Buttons.primary(Texts.t("ui.pay.choose"), this::choose));
        act.addClassName("acts");
        Card card = new Card(
                Texts.t("ui.pay.simulator"),
                new Paragraph(Texts.t("ui.pay.simulator.lead")),
                Fields.form(month, spread),
                sliders,
                possible,
                act,
                result);
        addClassName("stack");
        add(card);
        if (!outlook.expected().isEmpty()) {
            add(late());
        }
        work();
    }

    /** A little beyond what the activity could pay if all its customers paid, so that the bound is seen. */
    private static Money scale(PayOutlook outlook) {
        Money all = outlook.highestBudgetIf(
                outlook.expected().stream().map(PayOutlook.Expected::invoice).toList());
        Money fixed = outlook.fixedCost() == null ? Money.ZERO : outlook.fixedCost();
        Money most = all.times(new BigDecimal("1.15"), RoundingMode.UP)
                .max(fixed.times(2))
                .max(LEAST_SCALE);
        return Money.ofCents((most.cents() + 49_999) / 50_000 * 50_000);
    }

    /** What if an invoice is late: those ticked are paid in time, the others are not. */
    private Card late() {
        invoices.setLabel(Texts.t("ui.pay.late.in-time"));
        invoices.setItems(outlook.expected());
        invoices.setItemLabelGenerator(one -> one.dueDate() == null
                ? Texts.t("ui.pay.late.one.open", one.customer(), one.owed())
                : Texts.t("ui.pay.late.one", one.customer(), one.owed(), Texts.shortDay(one.dueDate())));
        invoices.addThemeName("vertical");
        invoices.setValue(new LinkedHashSet<>());
        invoices.addValueChangeListener(change -> bound());
        return new Card(Texts.t("ui.pay.late"), new Paragraph(Texts.t("ui.pay.late.why")), invoices);
    }

    private void moved(PayChoice.Kind kind, Money amount) {
        choice = new PayChoice(kind, amount, null, null);
        work();
    }

    private void anotherMonth(YearMonth chosen) {
        outlook = Presence.here().in(() -> desk.simulator().outlook(member, chosen));
        Presence.here()
                .in(() -> desk.choices().get(member, chosen))
                .filter(before -> before.amount() != null)
                .ifPresent(before -> choice = new PayChoice(before.kind(), before.amount(), null, null));
        work();
    }

    /** Spreads what may be taken now evenly; one month is the whole of it. */
    private void spreadOver(int months) {
        Money whole = highest();
        if (whole.isPositive()) {
            choice = new PayChoice(PayChoice.Kind.EMPLOYER_COST, Money.ofCents(whole.cents() / months), null, null);
        }
        work();
    }

    private Money highest() {
        Set<UUID> paid =
                invoices.getValue().stream().map(PayOutlook.Expected::invoice).collect(Collectors.toSet());
        return outlook.highestBudgetIf(paid);
    }

    private void work() {
        result.removeAll();
        try {
            PayCalculation pay = Presence.here().in(() -> desk.simulator().simulate(member, month.getValue(), choice));
            budget.show(pay.employerCost());
            gross.show(pay.gross());
            net.show(pay.netPaid());
            result.add(PayWords.ladder(pay, outlook.fixedPay()));
            pay.warnings().forEach(warning -> result.add(PayWords.note(Texts.t("payroll.warning." + warning), true)));
            result.add(new NativeDetails(Texts.t("ui.pay.why"), PayWords.lines(pay)));
        } catch (InvalidField outOfReach) {
            // Said at the field that was moved; the page goes on.
            result.add(PayWords.note(Texts.reason(outOfReach), true));
        } catch (Refusal notYet) {
            result.add(PayWords.note(Texts.reason(notYet), true));
        }
        bound();
    }

    /** How the wish stands to what the activity can pay. */
    private void bound() {
        possible.removeAll();
        if (outlook.possible() == null) {
            return;
        }
        Money highest = highest();
        Money asked = budget.amount().orElse(Money.ZERO).times(spread.getValue());
        Money missing = asked.minus(highest);
        int ticked = invoices.getValue().size();
        String can = ticked == 0 ? Texts.t("ui.pay.can.now", highest) : Texts.t("ui.pay.can.if", highest, ticked);
        if (missing.isPositive()) {
            possible.add(PayWords.note(can + " " + Texts.t("ui.pay.can.missing", missing), true));
        } else {
            possible.add(PayWords.note(can + " " + Texts.t("ui.pay.can.left", missing.negated()), false));
        }
    }

    private void choose() {
        int months = spread.getValue();
        YearMonth from = month.getValue();
        if (months == 1) {
            Buttons.confirm(
                    Texts.t("ui.pay.choose"),
                    Texts.t(
                            "ui.pay.choose.why",
                            Texts.month(from),
                            net.amount().orElse(Money.ZERO),
                            budget.amount().orElse(Money.ZERO)),
                    Texts.t("ui.pay.choose"),
                    () -> {
                        Presence.here().in(() -> {
                            desk.choices().choose(member, from, choice);
                            return true;
                        });
                        Refusals.done(Texts.t("ui.pay.chosen", Texts.month(from)));
                    });
            return;
        }
        Money total = budget.amount().orElse(Money.ZERO).times(months);
        Buttons.confirm(
                Texts.t("ui.pay.smooth"),
                Texts.t("ui.pay.smooth.why", total, months, Texts.month(from)),
                Texts.t("ui.pay.smooth"),
                () -> {
                    Presence.here().in(() -> desk.smoothings().spread(member, from, months, total));
                    Refusals.done(Texts.t("ui.pay.smooth.done", months));
                });
    }
}
