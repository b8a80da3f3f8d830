package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.payroll.ContractReasons;
import coop.entrelacs.payroll.MaintainedPay;
import coop.entrelacs.payroll.MaintainedPays;
import coop.entrelacs.payroll.PayChoice;
import coop.entrelacs.payroll.PayInput;
import coop.entrelacs.payroll.PayProfile;
import coop.entrelacs.payroll.PayProfiles;
import coop.entrelacs.payroll.PayTerms;
import coop.entrelacs.payroll.PayTermsHistory;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All that decides what somebody is paid: contract, profile, terms, this month's choice, advances, slips. Looking leaves a trace. */
@Route(value = ":tenant/payroll/people/:member", layout = MainLayout.class)
@For(Role.PAYROLL_OFFICER)
class PayFileView extends TenantView {

    private final transient Members members;
    private final transient Contracts contracts;
    private final transient PayProfiles profiles;
    private final transient PayTermsHistory terms;
    private final transient PayDesk desk;
    private final transient LiveUpdates live;
    private final transient Clock clock;

    PayFileView(
            Members members,
            Contracts contracts,
            PayProfiles profiles,
            PayTermsHistory terms,
            PayDesk desk,
            LiveUpdates live,
            Clock clock) {
        this.members = members;
        this.contracts = contracts;
        this.profiles = profiles;
        this.terms = terms;
        this.desk = desk;
        this.live = live;
        this.clock = clock;
    }

    @Override
    protected void show() {
        UUID member = id("member");
        MemberName name = in(() -> members.name(member));
        YearMonth month = YearMonth.now(clock);
        Optional<ContractInForce> contract = in(() -> contracts.inForce(member, month.atEndOfMonth()));
        boolean paid = contract.map(ContractInForce::fixedPay).isPresent();
        boolean entrepreneur = contract.map(ContractInForce::kind)
                .filter(kind -> kind == ContractKind.ENTREPRENEUR_EMPLOYEE)
                .isPresent();
        Anchor back = new Anchor(to("payroll/people"), "← " + t("ui.pay.people"));
        back.addClassName("back");
        headline(t("ui.pay.file.of", name.firstName() + " " + name.lastName())).above(back);
        add(PayWords.note(t("ui.pay.file.trace"), false));
        contract.ifPresentOrElse(
                one -> add(contract(one)), () -> add(PayWords.note(t("ui.pay.file.no-contract"), true)));
        if (paid) {
            add(Card.columns(profile(member), month(member, month)));
        }
        if (entrepreneur) {
            add(terms(member));
            PayExtras.smoothings(desk, member, clock, this::refresh).ifPresent(this::add);
        }
        PayExtras.trueUps(desk, member).ifPresent(this::add);
        PayExtras.advances(desk, member).ifPresent(this::add);
        add(PayExtras.slips(desk, member));
        watch(live, "payslip");
    }

    private Card contract(ContractInForce contract) {
        Card card = new Card(Texts.word(contract.kind()));
        if (contract.fixedPay() == null) {
            card.add(new Paragraph(t("ui.pay.cape.staff")));
            return card;
        }
        card.add(Figure.row(
                new Figure(t("ui.pay.fixed"), Texts.money(contract.fixedPay()))
                        .means(t("ui.pay.file.since", Texts.longDay(contract.firstDay()))),
                new Figure(
                                t("ui.pay.file.hours"),
                                contract.monthlyHours() == null ? "–" : Texts.number(contract.monthlyHours()))
                        .means(t(
                                contract.kind() == ContractKind.ENTREPRENEUR_EMPLOYEE
                                        ? "ui.pay.file.hours.equivalent"
                                        : "ui.pay.file.hours.worked"))));
        card.acts(
                Buttons.plain(t("ui.pay.maintained"), () -> maintained(contract)),
                Buttons.plain(t("ui.pay.reasons"), () -> reasons(contract)),
                Buttons.plain(t("ui.pay.amend"), () -> amend(contract)));
        return card;
    }

    /** What the contract promises beyond the law when its holder is sick. */
    private void maintained(ContractInForce contract) {
        Optional<MaintainedPays.Versioned> found =
                in(() -> desk.maintained().of(contract.member(), contract.contract()));
        MaintainedPay now = found.map(MaintainedPays.Versioned::promised).orElse(null);
        long version = found.map(MaintainedPays.Versioned::version).orElse(0L);
        BigDecimalField months = Fields.number(
                "seniorityMonths",
                t("ui.pay.maintained.months"),
                now == null ? BigDecimal.ZERO : BigDecimal.valueOf(now.seniorityMonths()));
        BigDecimalField waiting = Fields.number(
                "waitingDays",
                t("ui.pay.maintained.waiting"),
                now == null ? BigDecimal.ZERO : BigDecimal.valueOf(now.waitingDays()));
        BigDecimalField percent = Fields.number(
                "percent",
                t("ui.pay.maintained.percent"),
                now == null ? null : now.percent().percent());
        BigDecimalField days =
                Fields.number("days", t("ui.pay.maintained.days"), now == null ? null : BigDecimal.valueOf(now.days()));
        Dialog dialog = new Dialog(t("ui.pay.maintained"));
        dialog.add(
                new Paragraph(t(now == null ? "ui.pay.maintained.law" : "ui.pay.maintained.why")),
                Fields.form(months, waiting, percent, days));
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close));
        if (now != null) {
            dialog.getFooter().add(Buttons.plain(t("ui.pay.maintained.forget"), () -> {
                act(() -> desk.maintained().forget(contract.member(), contract.contract(), version));
                dialog.close();
                refresh();
            }));
        }
        dialog.getFooter().add(Buttons.primary(t("ui.pay.maintained.save"), () -> {
            BigDecimal part = percent.getValue();
            if (part == null) {
                throw new InvalidField("percent", "required");
            }
            MaintainedPay said = new MaintainedPay(
                    whole("seniorityMonths", months),
                    whole("waitingDays", waiting),
                    new Rate(part),
                    whole("days", days));
            act(() -> desk.maintained().promise(contract.member(), contract.contract(), version, said));
            dialog.close();
            refresh();
        }));
        dialog.open();
    }

    private static int whole(String name, BigDecimalField field) {
        BigDecimal value = field.getValue();
        if (value == null) {
            throw new InvalidField(name, "required");
        }
        try {
            return value.intValueExact();
        } catch (ArithmeticException e) {
            throw new InvalidField(name, "too-many-decimals", 0);
        }
    }

    /** What the declaration asks of a contract and nothing here tells. */
    private void reasons(ContractInForce contract) {
        ContractReasons.Said now = in(() -> desk.reasons().of(contract.member(), contract.contract()));
        Select<ContractReasons.Recourse> recourse = Fields.choice(
                "recourse",
                t("ui.pay.reasons.recourse"),
                List.of(ContractReasons.Recourse.values()),
                one -> one == null ? "" : t("payroll.recourse." + one),
                now.recourse());
        recourse.setEmptySelectionAllowed(true);
        recourse.setEnabled(contract.plannedLastDay() != null);
        Select<ContractReasons.Ending> ending = Fields.choice(
                "ending",
                t("ui.pay.reasons.ending"),
                List.of(ContractReasons.Ending.values()),
                one -> one == null ? "" : t("payroll.ending." + one),
                now.ending());
        ending.setEmptySelectionAllowed(true);
        Dialog dialog = new Dialog(t("ui.pay.reasons"));
        dialog.add(new Paragraph(t("ui.pay.reasons.why")), Fields.form(recourse, ending));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pay.reasons.save"), () -> {
                    act(() -> desk.reasons()
                            .say(
                                    contract.member(),
                                    contract.contract(),
                                    new ContractReasons.Said(recourse.getValue(), ending.getValue(), now.version())));
                    dialog.close();
                    refresh();
                }));
        dialog.open();
    }

    private void amend(ContractInForce contract) {
        LocalDate next = LocalDate.now(clock).withDayOfMonth(1).plusMonths(1);
        Dialog dialog = new Dialog(t("ui.pay.amend"));
        BigDecimalField pay = Fields.euros("fixedPay", t("ui.pay.fixed"), contract.fixedPay());
        BigDecimalField hours = Fields.number("monthlyHours", t("ui.pay.file.hours"), contract.monthlyHours());
        DatePicker from = Fields.day("effectiveOn", t("ui.pay.amend.from"), next);
        TextArea subject = Fields.area("subject", t("ui.pay.amend.subject"), t("ui.pay.amend.subject.usual"));
        dialog.add(new Paragraph(t("ui.pay.amend.why")), Fields.form(pay, hours, from, subject));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pay.amend.do"), () -> {
                    LocalDate day = required("effectiveOn", from);
                    LocalDate today = LocalDate.now(clock);
                    in(() -> contracts.amend(
                            contract.contract(),
                            day.isBefore(today) ? day : today,
                            day,
                            subject.getValue(),
                            Fields.money("fixedPay", pay),
                            hours.getValue()));
                    dialog.close();
                    Refusals.done(t("ui.pay.amend.done", Texts.day(day)));
                    refresh();
                }));
        dialog.open();
    }

    private Card profile(UUID member) {
        PayProfiles.Versioned found = in(() -> profiles.get(member));
        PayProfile now = found.profile();
        Checkbox executive = new Checkbox(t("ui.pay.profile.executive"), now.executive());
        Checkbox cover = new Checkbox(t("ui.pay.profile.health"), now.healthCover());
        BigDecimalField tax = Fields.number(
                "taxRate",
                t("ui.pay.profile.tax"),
                now.taxRate() == null ? null : now.taxRate().percent());
        tax.setHelperText(t("ui.pay.profile.tax.help"));
        PayInput.ProvidentCover provident = now.provident();
        BigDecimalField employer = Fields.number(
                "provident.employerRate",
                t("ui.pay.profile.provident.employer"),
                provident == null ? null : provident.employerRate().percent());
        BigDecimalField employee = Fields.number(
                "provident.employeeRate",
                t("ui.pay.profile.provident.employee"),
                provident == null ? null : provident.employeeRate().percent());
        BigDecimalField keep = Fields.euros("minimumCash", t("ui.pay.profile.keep"), now.minimumCash());
        TextField nir = Fields.text("nir", t("ui.pay.profile.nir"), now.nir());
        nir.setHelperText(t("ui.pay.profile.sealed"));
        TextField iban = Fields.text("iban", t("ui.pay.profile.iban"), now.iban());
        iban.setHelperText(t("ui.pay.profile.sealed"));
        TextField classification =
                Fields.text("classification", t("payroll.slip.classification"), now.classification());
        Card card = new Card(
                t("ui.pay.profile"),
                Fields.form(nir, iban, tax, keep, employer, employee, classification),
                executive,
                cover);
        card.acts(Buttons.primary(t("ui.pay.profile.save"), () -> {
            PayProfile said = PayProfile.of(
                            executive.getValue(),
                            tax.getValue() == null ? null : new Rate(tax.getValue()),
                            cover.getValue(),
                            keep.getValue() == null ? Money.ZERO : Fields.money("minimumCash", keep),
                            Fields.typed(nir),
                            Fields.typed(iban))
                    .classified(Fields.typed(classification));
            BigDecimal byEmployer = employer.getValue();
            BigDecimal byEmployee = employee.getValue();
            PayProfile whole = byEmployer == null && byEmployee == null
                    ? said
                    : said.with(new PayInput.ProvidentCover(
                            byEmployer == null ? Rate.ZERO : new Rate(byEmployer),
                            byEmployee == null ? Rate.ZERO : new Rate(byEmployee)));
            act(() -> profiles.change(member, found.version(), whole));
            Refusals.done(t("ui.pay.profile.saved"));
            refresh();
        }));
        return card;
    }

    /** What this month pays, if not the fixed part. Absences entered elsewhere stay as they are. */
    private Card month(UUID member, YearMonth month) {
        Optional<PayChoice> before = in(() -> desk.choices().get(member, month));
        Select<PayChoice.Kind> kind = Fields.choice(
                "kind",
                t("ui.pay.kind.officer"),
                List.of(PayChoice.Kind.values()),
                one -> t("ui.pay.kind." + one),
                before.map(PayChoice::kind).orElse(PayChoice.Kind.GROSS));
        BigDecimalField amount = Fields.euros(
                "amount", t("ui.pay.amount"), before.map(PayChoice::amount).orElse(null));
        BigDecimalField benefits = Fields.euros(
                "benefitsInKind",
                t("payroll.slip.benefits"),
                before.map(PayChoice::benefitsInKind).orElse(Money.ZERO));
        Card card = new Card(
                t("ui.pay.file.month", Texts.month(month)),
                new Paragraph(t(before.isPresent() ? "ui.pay.file.chosen" : "ui.pay.file.fixed")),
                Fields.form(kind, amount, benefits));
        card.acts(
                Buttons.plain(t("ui.pay.advance.pay"), () -> advance(member)),
                Buttons.primary(t("ui.pay.choose"), () -> {
                    PayChoice choice = new PayChoice(
                            kind.getValue(),
                            Fields.money("amount", amount),
                            benefits.getValue() == null ? Money.ZERO : Fields.money("benefitsInKind", benefits),
                            before.map(PayChoice::absences).orElse(List.of()));
                    act(() -> desk.choices().choose(member, month, choice));
                    Refusals.done(t("ui.pay.file.month.saved", Texts.month(month)));
                    refresh();
                }));
        return card;
    }

    private void advance(UUID member) {
        Dialog dialog = new Dialog(t("ui.pay.advance.pay"));
        BigDecimalField amount = Fields.euros("amount", t("ui.pay.advance"), null);
        DatePicker day = Fields.day("paidOn", t("ui.pay.paid-on"), LocalDate.now(clock));
        dialog.add(new Paragraph(t("ui.pay.advance.why")), Fields.form(amount, day));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pay.advance.pay"), () -> {
                    LocalDate on = required("paidOn", day);
                    in(() -> desk.advances().pay(member, on, Fields.money("amount", amount)));
                    dialog.close();
                    Refusals.done(t("ui.pay.advance.done"));
                    refresh();
                }));
        dialog.open();
    }

    private Card terms(UUID member) {
        List<PayTerms> all = in(() -> terms.of(member));
        PayTerms latest = all.isEmpty() ? null : all.getFirst();
        DatePicker from = Fields.day(
                "firstDay", t("ui.pay.terms.from"), LocalDate.now(clock).withDayOfMonth(1));
        BigDecimalField retained = Fields.number(
                "retained",
                t("ui.pay.terms.retained"),
                latest == null ? BigDecimal.ZERO : latest.retained().percent());
        BigDecimalField least = Fields.euros(
                "minimumActivity", t("ui.pay.terms.minimum"), latest == null ? Money.ZERO : latest.minimumActivity());
        Card card =
                new Card(t("ui.pay.terms"), new Paragraph(t("ui.pay.terms.why")), Fields.form(from, retained, least));
        if (!all.isEmpty()) {
            Table table = new Table(
                    t("ui.pay.terms"),
                    t("ui.pay.terms.from"),
                    "#" + t("ui.pay.terms.retained"),
                    "#" + t("ui.pay.terms.minimum"));
            all.forEach(one -> table.row(one.firstDay(), one.retained(), one.minimumActivity()));
            card.add(table);
        }
        card.acts(Buttons.primary(t("ui.pay.terms.save"), () -> {
            BigDecimal kept = retained.getValue();
            PayTerms said = new PayTerms(
                    required("firstDay", from),
                    kept == null ? Rate.ZERO : new Rate(kept),
                    least.getValue() == null ? Money.ZERO : Fields.money("minimumActivity", least));
            act(() -> terms.hold(member, said));
            Refusals.done(t("ui.pay.terms.saved"));
            refresh();
        }));
        return card;
    }

    private static LocalDate required(String name, DatePicker field) {
        LocalDate day = field.getValue();
        if (day == null) {
            throw new InvalidField(name, "required");
        }
        return day;
    }
}
