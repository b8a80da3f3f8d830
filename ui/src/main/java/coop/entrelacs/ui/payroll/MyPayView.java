package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.Members;
import coop.entrelacs.payroll.PayCalculation;
import coop.entrelacs.payroll.PayChoice;
import coop.entrelacs.payroll.PayFromActivity;
import coop.entrelacs.payroll.PayOutlook;
import coop.entrelacs.payroll.PayslipNews;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.Clock;
import java.time.YearMonth;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A member's own pay: one honest figure with its explanation, a simulator, what was paid. The employer's cost is never hidden. */
@Route(value = ":tenant/my-pay", layout = MainLayout.class)
@For(Role.MEMBER)
class MyPayView extends TenantView {

    private final transient Members members;
    private final transient PayDesk desk;
    private final transient LiveUpdates live;
    private final transient Clock clock;

    MyPayView(Members members, PayDesk desk, LiveUpdates live, Clock clock) {
        this.members = members;
        this.desk = desk;
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
        UUID member = me.get();
        for (PayslipNews.News one : in(() -> desk.news().mine())) {
            Div note = PayWords.note(t("ui.pay.news", Texts.month(one.month())), false);
            note.add(new Span(" "), new Anchor(to("payslips/" + one.payslip()), t("ui.pay.news.open")));
            add(note);
        }
        in(() -> desk.profiles().myOtherAccount())
                .ifPresent(other ->
                        add(PayWords.note(t("ui.pay.other-account", Texts.day(other.day()), other.by()), true)));
        YearMonth now = YearMonth.now(clock);
        YearMonth open = in(() -> desk.simulator().openMonth());
        if (open.isAfter(now)) {
            add(PayWords.note(t("ui.pay.month-paid", Texts.month(now), Texts.month(open)), false));
        }
        PayOutlook outlook = in(() -> desk.simulator().outlook(member, open));
        PayFromActivity possible = outlook.possible();
        if (outlook.contract() == ContractKind.BUSINESS_SUPPORT) {
            add(new Card(t("ui.pay.cape"), new com.vaadin.flow.component.html.Paragraph(t("ui.pay.cape.why"))));
        } else if (outlook.fixedPay() == null) {
            add(PayWords.note(t("ui.pay.no-contract"), false));
        }
        if (possible != null) {
            add(hero(member, outlook, possible), explanation(possible));
        }
        if (outlook.fixedPay() != null) {
            add(new PaySimulatorCard(desk, member, outlook, first(member, outlook)));
        }
        PayExtras.smoothings(desk, member, clock, this::refresh).ifPresent(this::add);
        PayExtras.advances(desk, member).ifPresent(this::add);
        PayExtras.trueUps(desk, member).ifPresent(this::add);
        if (outlook.contract() != ContractKind.BUSINESS_SUPPORT) {
            add(PayExtras.slips(desk, member));
        }
        watch(live, "payslip");
    }

    /** What was chosen for the month, else all that the activity bears, else the fixed part. */
    private PayChoice first(UUID member, PayOutlook outlook) {
        Money highest = outlook.highestBudgetIf(Set.of());
        Money fixedCost = outlook.fixedCost() == null ? Money.ZERO : outlook.fixedCost();
        Money fixed = outlook.fixedPay() == null ? Money.ZERO : outlook.fixedPay();
        return in(() -> desk.choices().get(member, outlook.month()))
                .filter(chosen -> chosen.amount() != null)
                .map(chosen -> new PayChoice(chosen.kind(), chosen.amount(), null, null))
                .orElseGet(() -> highest.compareTo(fixedCost) > 0
                        ? new PayChoice(PayChoice.Kind.EMPLOYER_COST, highest, null, null)
                        : new PayChoice(PayChoice.Kind.GROSS, fixed, null, null));
    }

    /** «What can I pay myself»: what would arrive if all that may be taken were taken. */
    private Div hero(UUID member, PayOutlook outlook, PayFromActivity possible) {
        Money highest = possible.highestBudget();
        Figure hero;
        if (outlook.fixedPay() == null) {
            hero = new Figure(t("ui.pay.hero.kept"), Texts.money(highest)).means(t("ui.pay.hero.kept.means"));
        } else {
            Money net = net(member, outlook, highest);
            hero = new Figure(t("ui.pay.hero"), Texts.money(net))
                    .means(t(
                            possible.bound() == PayFromActivity.Bound.CASH ? "ui.pay.hero.cash" : "ui.pay.hero.result",
                            highest))
                    .tone(highest.isPositive() ? Tone.GOOD : Tone.NEUTRAL);
        }
        hero.addClassName("hero");
        Div small = Figure.row();
        if (outlook.fixedPay() != null && outlook.fixedCost() != null) {
            small.add(
                    new Figure(t("ui.pay.fixed"), Texts.money(outlook.fixedPay()))
                            .means(t("ui.pay.fixed.means", outlook.fixedCost())),
                    new Figure(t("ui.pay.variable"), Texts.money(outlook.variableBudget()))
                            .means(t("ui.pay.variable.means")));
            int months = 13 - outlook.month().getMonthValue();
            if (months > 1) {
                small.add(new Figure(t("ui.pay.smoothed"), Texts.money(possible.smoothed(months)))
                        .means(t("ui.pay.smoothed.means", months)));
            }
        }
        if (outlook.terms().minimumActivity().isPositive()) {
            small.add(new Figure(t("ui.pay.minimum"), Texts.money(possible.turnover()))
                    .means(t(
                            outlook.belowMinimumActivity() ? "ui.pay.minimum.below" : "ui.pay.minimum.reached",
                            outlook.expectedTurnover(),
                            outlook.terms().minimumActivity()))
                    .tone(outlook.belowMinimumActivity() ? Tone.BAD : Tone.NEUTRAL));
        }
        if (outlook.openAdvances().isPositive()) {
            small.add(new Figure(t("ui.pay.advances"), Texts.money(outlook.openAdvances()))
                    .means(t("ui.pay.advances.why")));
        }
        Div both = new Div(hero, small);
        both.addClassName("stack");
        return both;
    }

    private Money net(UUID member, PayOutlook outlook, Money highest) {
        if (!highest.isPositive()) {
            return Money.ZERO;
        }
        try {
            PayCalculation all = in(() -> desk.simulator()
                    .simulate(
                            member, outlook.month(), new PayChoice(PayChoice.Kind.EMPLOYER_COST, highest, null, null)));
            return all.netPaid().minus(outlook.openAdvances()).max(Money.ZERO);
        } catch (Refusal tooLittle) {
            return Money.ZERO;
        }
    }

    /** Every step in plain words; whoever adds them up finds the figure. */
    private Card explanation(PayFromActivity pay) {
        Table table = new Table(t("ui.pay.possible.why"), t("payroll.slip.label"), "#" + t("ui.pay.amount"));
        pay.explained().forEach(step -> {
            String why = "ui.pay.step." + step.code();
            Div words = new Div(new Span(t("payroll.step." + step.code())));
            if (Texts.has(why)) {
                Div soft = new Div(t(why));
                soft.addClassName("soft");
                words.add(soft);
            }
            table.row(PayWords.isSum(step.code()) ? PayWords.strong(words) : words, step.amount());
        });
        return new Card(t("ui.pay.possible"), new NativeDetails(t("ui.pay.possible.why"), table));
    }
}
