package coop.entrelacs.ui.members;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import coop.entrelacs.members.BusinessSupportContract;
import coop.entrelacs.members.Contract;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.EntrepreneurEmployeeContract.Clauses;
import coop.entrelacs.members.ExitKind;
import coop.entrelacs.members.MemberFile;
import coop.entrelacs.members.Shares;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.WholeField;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What staff do on a member's file: each act asks for what it needs, says what follows, and is done or refused as a whole. */
final class MemberActs {

    private final Contracts contracts;
    private final Shares shares;
    private final Presence presence;
    private final Runnable done;

    MemberActs(Contracts contracts, Shares shares, Presence presence, Runnable done) {
        this.contracts = contracts;
        this.shares = shares;
        this.presence = presence;
        this.done = done;
    }

    /** What may be done to a contract that still runs; nothing on one that has ended. */
    @Nullable
    Component of(Contract contract) {
        LocalDate last = contract.period().last();
        if (last != null && last.isBefore(today())) {
            return null;
        }
        Div acts = new Div();
        acts.addClassName("acts");
        String words = Texts.word(contract.kind());
        acts.add(Buttons.icon(VaadinIcon.EDIT, t("ui.contract.amend.one", words), () -> amend(contract)));
        if (contract instanceof BusinessSupportContract cape) {
            acts.add(Buttons.icon(VaadinIcon.REFRESH, t("ui.contract.renew.one", words), () -> renew(cape)));
        }
        acts.add(Buttons.icon(VaadinIcon.CLOSE_CIRCLE_O, t("ui.contract.end.one", words), () -> end(contract)));
        return acts;
    }

    void cape(MemberFile file) {
        DatePicker signed = Fields.day("signedOn", t("ui.contract.signed"), today());
        DatePicker first = Fields.day("firstDay", t("ui.from"), today());
        DatePicker last = Fields.day("lastDay", t("ui.to"), today().plusYears(1).minusDays(1));
        ask(
                t("ui.contract.cape"),
                t("ui.contract.cape.why"),
                t("ui.contract.sign"),
                () -> contracts.signBusinessSupport(
                        file.id(),
                        required(signed, "signedOn"),
                        required(first, "firstDay"),
                        required(last, "lastDay")),
                signed,
                first,
                last);
    }

    void cesa(MemberFile file) {
        DatePicker signed = Fields.day("signedOn", t("ui.contract.signed"), today());
        DatePicker first = Fields.day("firstDay", t("ui.from"), today());
        BigDecimalField pay = Fields.euros("fixedPay", t("ui.contract.fixed-pay"), null);
        BigDecimalField hours = Fields.number("monthlyHours", t("ui.contract.hours"), null);
        DatePicker trial = Fields.day("trialLastDay", t("ui.contract.trial"), null);
        TextArea objectives = clause("objectives");
        TextArea means = clause("means");
        TextArea contribution = clause("contribution");
        TextArea variable = clause("variablePay");
        TextField statutes = Fields.text("clauses.statutes", t("ui.contract.clauses.statutes"), null);
        TextArea clientele = clause("clientele");
        ask(
                t("ui.contract.cesa"),
                t("ui.contract.cesa.why"),
                t("ui.contract.sign"),
                () -> contracts.signEntrepreneurEmployee(
                        file.id(),
                        required(signed, "signedOn"),
                        required(first, "firstDay"),
                        new Clauses(
                                objectives.getValue(),
                                means.getValue(),
                                contribution.getValue(),
                                variable.getValue(),
                                statutes.getValue(),
                                clientele.getValue()),
                        Fields.money("fixedPay", pay),
                        chosen(hours.getValue(), "monthlyHours"),
                        trial.getValue()),
                signed,
                first,
                pay,
                hours,
                trial,
                objectives,
                means,
                contribution,
                variable,
                statutes,
                clientele);
    }

    void admit(MemberFile file) {
        DatePicker first = Fields.day("firstDay", t("ui.member.admit.on"), today());
        TextField decision = Fields.text("decision", t("ui.shares.decision"), null);
        ask(
                t("ui.member.admit"),
                t("ui.member.admit.why"),
                t("ui.member.admit"),
                () -> contracts.becomeAssociate(file.id(), required(first, "firstDay"), decision.getValue()),
                first,
                decision);
    }

    void exit(MemberFile file) {
        DatePicker last = Fields.day("lastDay", t("ui.contract.last-day"), today());
        Select<ExitKind> kind =
                Fields.choice("kind", t("ui.member.exit.kind"), List.of(ExitKind.values()), Texts::word, null);
        TextField reason = Fields.text("reason", t("ui.contract.reason"), null);
        ask(
                t("ui.member.exit"),
                t("ui.member.exit.why"),
                t("ui.member.exit"),
                () -> contracts.exit(
                        file.id(), required(last, "lastDay"), chosen(kind.getValue(), "kind"), Fields.typed(reason)),
                last,
                kind,
                reason);
    }

    /** What the member holds, with what may follow. */
    Component shares(MemberFile file) {
        Shares.Holding holding = presence.in(() -> shares.of(file.id()));
        Card card = new Card(t("ui.shares"));
        if (holding.quantity() == 0) {
            card.add(new Paragraph(t("ui.shares.none")));
        } else {
            card.add(new Paragraph(t("ui.shares.holds", holding.quantity(), holding.subscribed(), holding.paid())));
        }
        if (holding.askedBack() > 0) {
            card.add(new Paragraph(t("ui.shares.asked", holding.askedBack())));
        }
        List<Shares.Unpaid> unpaid = presence.in(() -> shares.unpaid(file.id()));
        if (!unpaid.isEmpty()) {
            Table table = new Table(
                    t("ui.shares.unpaid"),
                    t("ui.shares.subscribed-on"),
                    "#" + t("ui.shares.quantity"),
                    "#" + t("ui.shares.due"),
                    t("ui.shares.act"));
            unpaid.forEach(one ->
                    table.row(one.on(), one.quantity(), one.due(), Buttons.plain(t("ui.shares.pay"), () -> pay(one))));
            card.add(table);
        }
        Div acts = new Div();
        acts.addClassName("acts");
        acts.add(Buttons.plain(t("ui.shares.subscribe"), () -> subscribe(file)));
        if (holding.quantity() > holding.askedBack()) {
            acts.add(Buttons.plain(t("ui.shares.ask-back"), () -> askBack(file)));
        }
        card.add(acts);
        return card;
    }

    private void subscribe(MemberFile file) {
        DatePicker on = Fields.day("on", t("ui.shares.subscribed-on"), today());
        IntegerField quantity = quantity();
        ask(
                t("ui.shares.subscribe"),
                t("ui.shares.subscribe.why"),
                t("ui.shares.subscribe"),
                () -> shares.subscribe(file.id(), required(on, "on"), chosen(quantity.getValue(), "quantity")),
                on,
                quantity);
    }

    private void pay(Shares.Unpaid one) {
        DatePicker on = Fields.day("on", t("ui.payment.day"), today());
        BigDecimalField amount = Fields.euros("amount", t("ui.amount"), one.due());
        ask(
                t("ui.shares.pay"),
                t("ui.shares.pay.why"),
                t("ui.shares.pay"),
                () -> shares.pay(one.subscription(), required(on, "on"), Fields.money("amount", amount)),
                on,
                amount);
    }

    private void askBack(MemberFile file) {
        DatePicker on = Fields.day("on", t("ui.shares.asked-on"), today());
        IntegerField quantity = quantity();
        ask(
                t("ui.shares.ask-back"),
                t("ui.shares.ask-back.why"),
                t("ui.shares.ask-back"),
                () -> shares.askBack(file.id(), required(on, "on"), chosen(quantity.getValue(), "quantity")),
                on,
                quantity);
    }

    private void amend(Contract contract) {
        DatePicker signed = Fields.day("signedOn", t("ui.contract.signed"), today());
        DatePicker effective = Fields.day("effectiveOn", t("ui.contract.amendment.on"), today());
        TextField subject = Fields.text("subject", t("ui.contract.amended"), null);
        BigDecimalField pay = Fields.euros("fixedPay", t("ui.contract.fixed-pay.new"), null);
        BigDecimalField hours = Fields.number("monthlyHours", t("ui.contract.hours.new"), null);
        boolean paid = contract.kind() != ContractKind.BUSINESS_SUPPORT;
        ask(
                t("ui.contract.amend"),
                t("ui.contract.amend.why"),
                t("ui.contract.amend"),
                () -> contracts.amend(
                        contract.id(),
                        required(signed, "signedOn"),
                        required(effective, "effectiveOn"),
                        subject.getValue(),
                        pay.getValue() == null ? null : Fields.money("fixedPay", pay),
                        hours.getValue()),
                paid
                        ? new Component[] {signed, effective, subject, pay, hours}
                        : new Component[] {signed, effective, subject});
    }

    private void renew(BusinessSupportContract cape) {
        LocalDate last = cape.period().last();
        DatePicker signed = Fields.day("signedOn", t("ui.contract.signed"), today());
        DatePicker until = Fields.day("lastDay", t("ui.to"), last == null ? null : last.plusYears(1));
        ask(
                t("ui.contract.renew"),
                t("ui.contract.renew.why"),
                t("ui.contract.renew"),
                () -> contracts.renew(cape.id(), required(signed, "signedOn"), required(until, "lastDay")),
                signed,
                until);
    }

    private void end(Contract contract) {
        DatePicker last = Fields.day("lastDay", t("ui.contract.last-day"), today());
        TextField reason = Fields.text("reason", t("ui.contract.reason"), null);
        ask(
                t("ui.contract.end"),
                t("ui.contract.end.why"),
                t("ui.contract.end"),
                () -> contracts.end(contract.id(), required(last, "lastDay"), reason.getValue()),
                last,
                reason);
    }

    private void ask(String title, String why, String yes, Runnable act, Component... fields) {
        Dialog dialog = new Dialog(title);
        dialog.setWidth("min(40rem, 96vw)");
        dialog.add(new Paragraph(why), Fields.form(fields));
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(yes, () -> {
            presence.in(() -> {
                act.run();
                return true;
            });
            dialog.close();
            Refusals.done(t("ui.member.noted"));
            done.run();
        }));
        dialog.open();
    }

    private static TextArea clause(String name) {
        return Fields.area("clauses." + name, t("ui.contract.clauses." + name), null);
    }

    private static IntegerField quantity() {
        IntegerField field = Fields.named("quantity", new WholeField(t("ui.shares.quantity")));
        field.setMin(1);
        return field;
    }

    private static LocalDate required(DatePicker picker, String field) {
        return chosen(picker.getValue(), field);
    }

    private static <T> T chosen(@Nullable T value, String field) {
        if (value == null) {
            throw new InvalidField(field, "required");
        }
        return value;
    }

    private static LocalDate today() {
        return LocalDate.now(Texts.ZONE);
    }

    private static String t(String key, @Nullable Object... arguments) {
        return Texts.t(key, arguments);
    }
}
