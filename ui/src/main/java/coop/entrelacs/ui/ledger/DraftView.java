package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.Account;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.AnalyticAxis;
import coop.entrelacs.ledger.Drafts;
import coop.entrelacs.ledger.Journals;
import coop.entrelacs.ledger.ThirdParties;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.DecimalField;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Paged;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.web.Page;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One entry being written. {@code drafts/new} begins one. */
@Route(value = ":tenant/drafts/:draft", layout = MainLayout.class)
@For(Role.ACCOUNTANT)
class DraftView extends TenantView {

    private final transient Drafts drafts;
    private final transient Journals journals;
    private final transient Accounts accounts;
    private final transient ThirdParties parties;
    private final transient AnalyticAxis axis;
    private final List<Row> rows = new ArrayList<>();
    private final Div place = new Div();
    private final Paragraph balance = new Paragraph();

    DraftView(Drafts drafts, Journals journals, Accounts accounts, ThirdParties parties, AnalyticAxis axis) {
        this.drafts = drafts;
        this.journals = journals;
        this.accounts = accounts;
        this.parties = parties;
        this.axis = axis;
        balance.getElement().setAttribute("role", "status");
        place.addClassName("lines");
    }

    @Override
    protected void show() {
        Drafts.Draft draft = parameter("draft").equals("new") ? null : in(() -> drafts.get(id("draft")));
        Drafts.DraftForm form = draft == null ? null : draft.entry();
        Anchor back = new Anchor(to("drafts"), "← " + t("ui.drafts"));
        back.addClassName("back");
        headline(form == null || form.label().isEmpty() ? t("ui.draft.add") : form.label())
                .above(back)
                .lead(t("ui.draft.lead"));
        List<Journals.Journal> all = in(journals::list);
        Select<Journals.Journal> journal = Fields.choice(
                "journal",
                t("ui.journal"),
                all,
                one -> one.code() + " " + one.label(),
                all.stream()
                        .filter(one -> form == null
                                ? one.code().equals("OD")
                                : one.code().equals(form.journal()))
                        .findFirst()
                        .orElse(all.isEmpty() ? null : all.getFirst()));
        DatePicker date = Fields.day("date", t("ui.date"), form == null ? LocalDate.now(Texts.ZONE) : form.date());
        TextField label = Fields.text("label", t("ui.entry.label"), form == null ? null : form.label());
        TextField piece = Fields.text("pieceRef", t("ui.entry.piece"), form == null ? null : form.pieceRef());
        rows.clear();
        place.removeAll();
        if (form != null) {
            form.lines().forEach(this::put);
        }
        while (rows.size() < 2) {
            put(null);
        }
        tellBalance();
        Button more = Buttons.quiet(
                t("ui.line.add"), VaadinIcon.PLUS, () -> put(null).account.focus());
        Runnable[] keep = new Runnable[1];
        Drafts.Draft[] kept = {draft};
        keep[0] = () -> {
            Journals.Journal chosen = journal.getValue();
            if (chosen == null) {
                throw new InvalidField("journal", "required");
            }
            if (date.getValue() == null) {
                throw new InvalidField("date", "required");
            }
            List<Drafts.DraftLine> lines = new ArrayList<>();
            rows.stream().filter(row -> !row.isBlank()).forEach(row -> lines.add(row.line(lines.size())));
            Drafts.DraftForm typed = new Drafts.DraftForm(
                    chosen.code(),
                    date.getValue(),
                    label.getValue(),
                    Fields.typed(piece),
                    form == null ? null : form.pieceDate(),
                    lines);
            Drafts.Draft before = kept[0];
            kept[0] = in(
                    () -> before == null ? drafts.create(typed) : drafts.change(before.id(), before.version(), typed));
        };
        add(
                new Card(t("ui.draft.about"), Fields.form(journal, date, label, piece)),
                new Card(t("ui.entry.lines"), place, new Div(more), balance));
        Card end = new Card(t("ui.draft.next"), new Paragraph(t("ui.draft.next.why")));
        List<com.vaadin.flow.component.Component> acts = new ArrayList<>();
        if (draft != null) {
            acts.add(Buttons.plain(
                    t("ui.draft.discard"),
                    () -> Buttons.confirm(
                            t("ui.draft.discard"), t("ui.draft.discard.why"), t("ui.draft.discard"), () -> {
                                act(() -> drafts.delete(
                                        draft.id(),
                                        Objects.requireNonNull(kept[0]).version()));
                                go("drafts");
                            })));
        }
        acts.add(Buttons.plain(t("ui.draft.keep"), () -> {
            keep[0].run();
            Refusals.done(t("ui.draft.saved"));
            go("drafts/" + Objects.requireNonNull(kept[0]).id());
        }));
        acts.add(Buttons.primary(t("ui.draft.validate"), () -> {
            keep[0].run();
            List<Drafts.Validated> done = in(() ->
                    drafts.validate(List.of(Objects.requireNonNull(kept[0]).id())));
            Refusals.done(t(
                    "ui.draft.validated",
                    done.getFirst().journal(),
                    String.valueOf(done.getFirst().number())));
            go("entries/" + done.getFirst().entry());
        }));
        end.acts(acts.toArray(com.vaadin.flow.component.Component[]::new));
        add(end);
    }

    private Row put(Drafts.@Nullable DraftLine line) {
        Row row = new Row(line);
        rows.add(row);
        place.add(row);
        return row;
    }

    private void tellBalance() {
        Money sum = Money.ZERO;
        try {
            for (Row row : rows) {
                sum = sum.plus(row.amount());
            }
        } catch (ArithmeticException notYet) {
            return;
        }
        balance.setText(
                sum.isZero()
                        ? t("ui.draft.balance.zero")
                        : t(sum.isPositive() ? "ui.draft.balance.credit" : "ui.draft.balance.debit", sum.abs()));
        balance.setClassName("note", true);
        balance.setClassName("bad", !sum.isZero());
    }

    /** A page of rows that were read with one more than asked for. */
    private static <T> Page<T> paged(List<T> found, int limit, Function<T, String> key) {
        return Page.of(found, limit, key);
    }

    private final class Row extends Div {

        private final ComboBox<Account> account = new ComboBox<>(t("ui.account-of-books"));
        private final ComboBox<ThirdParties.ThirdParty> party = new ComboBox<>(t("ui.third-party"));
        private final ComboBox<AnalyticAxis.AnalyticValue> activity = new ComboBox<>(t("ui.activity"));
        private final TextField words = new TextField(t("ui.entry.line.label"));
        private final DecimalField debit = DecimalField.money(t("ui.debit"));
        private final DecimalField credit = DecimalField.money(t("ui.credit"));

        Row(Drafts.@Nullable DraftLine line) {
            addClassName("entry-line");
            account.setItemLabelGenerator(one -> one.number() + " " + one.label());
            Paged.fill(
                    account,
                    (text, after, limit) -> paged(accounts.search(text, after, limit + 1), limit, Account::number));
            party.setItemLabelGenerator(one -> one.name() + " (" + one.code() + ")");
            Paged.fill(
                    party,
                    (text, after, limit) ->
                            paged(parties.search(text, after, limit + 1), limit, ThirdParties.ThirdParty::code));
            party.setClearButtonVisible(true);
            activity.setItemLabelGenerator(AnalyticAxis.AnalyticValue::label);
            Paged.fill(
                    activity,
                    (text, after, limit) -> paged(
                            axis.search(text, after == null ? null : UUID.fromString(after), limit + 1),
                            limit,
                            one -> one.value().toString()));
            activity.setClearButtonVisible(true);
            Button remove = Buttons.icon(VaadinIcon.TRASH, t("ui.line.remove"), () -> {
                rows.remove(this);
                place.remove(this);
                tellBalance();
            });
            words.setMaxLength(200);
            if (line != null) {
                words.setValue(line.label() == null ? "" : line.label());
                in(() -> accounts.find(line.account())).ifPresent(account::setValue);
                String code = line.thirdParty();
                if (code != null) {
                    in(() -> parties.find(code)).ifPresent(party::setValue);
                }
                UUID axisValue = line.analytic();
                if (axisValue != null) {
                    in(() -> axis.find(axisValue)).ifPresent(activity::setValue);
                }
                if (line.amount().isPositive()) {
                    debit.setValue(line.amount().toEuros());
                } else if (line.amount().isNegative()) {
                    credit.setValue(line.amount().negated().toEuros());
                }
            }
            debit.addValueChangeListener(change -> {
                if (change.isFromClient() && change.getValue() != null) {
                    credit.clear();
                }
                tellBalance();
            });
            credit.addValueChangeListener(change -> {
                if (change.isFromClient() && change.getValue() != null) {
                    debit.clear();
                }
                tellBalance();
            });
            add(account, words, party, activity, debit, credit, remove);
        }

        private boolean isBlank() {
            return account.isEmpty()
                    && debit.isEmpty()
                    && credit.isEmpty()
                    && !debit.isMisspelt()
                    && !credit.isMisspelt();
        }

        private Money amount() {
            if (debit.getValue() != null) {
                return Money.of(debit.getValue());
            }
            return credit.getValue() == null
                    ? Money.ZERO
                    : Money.of(credit.getValue()).negated();
        }

        private Drafts.DraftLine line(int place) {
            Fields.named("lines[" + place + "].account", account);
            Fields.named("lines[" + place + "].thirdParty", party);
            Fields.named("lines[" + place + "].label", words);
            Fields.named("lines[" + place + "].amount", debit);
            if (account.getValue() == null) {
                throw new InvalidField("lines[" + place + "].account", "required");
            }
            debit.require("lines[" + place + "].amount");
            credit.require("lines[" + place + "].amount");
            Money amount;
            try {
                amount = amount();
            } catch (ArithmeticException e) {
                throw new InvalidField("lines[" + place + "].amount", "malformed-money");
            }
            return new Drafts.DraftLine(
                    account.getValue().number(),
                    activity.getValue() == null ? null : activity.getValue().value(),
                    party.getValue() == null ? null : party.getValue().code(),
                    words.getValue().isBlank() ? null : words.getValue(),
                    amount);
        }
    }
}
