package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.Account;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.ledger.Statements;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One account between two days, line by line with its running balance. */
@Route(value = ":tenant/accounts/:account", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER})
class AccountView extends TenantView {

    private final transient Accounts accounts;
    private final transient Statements statements;
    private final transient FiscalYears years;
    private final transient SavedFilters saved;

    AccountView(Accounts accounts, Statements statements, FiscalYears years, SavedFilters saved) {
        this.accounts = accounts;
        this.statements = statements;
        this.years = years;
        this.saved = saved;
    }

    @Override
    protected void show() {
        Account account = in(() -> accounts.get(parameter("account")));
        BookPeriod period = BookPeriod.of(query(), in(years::list));
        UUID activity =
                query().getSingleParameter("activity").map(AccountView::uuid).orElse(null);
        Anchor back = new Anchor(to("accounts"), "← " + t("ui.accounts"));
        back.addClassName("back");
        headline(
                        account.number() + " " + account.label(),
                        Buttons.link(t("ui.entries"), "entries?account=" + account.number()))
                .above(back);
        add(period.pickers(query()));
        Statements.AccountStatement head =
                in(() -> statements.statement(account.number(), period.from(), period.to(), activity, null, null, 1));
        add(Figure.row(
                new Figure(t("ui.statement.opening"), side(head.opening())),
                new Figure(t("ui.debit"), Texts.money(head.debit())),
                new Figure(t("ui.credit"), Texts.money(head.credit())),
                new Figure(t("ui.statement.closing"), side(head.closing()))));
        add(new DataList<Statements.StatementLine>(
                        "statement",
                        query(),
                        saved,
                        (filters, after, limit) -> statements
                                .statement(account.number(), period.from(), period.to(), activity, null, after, limit)
                                .lines())
                .name("label", t("ui.entry.label"), Statements.StatementLine::label)
                .day("date", t("ui.date"), Statements.StatementLine::date)
                .text("number", t("ui.entry.number"), line -> EntriesView.number(line.journal(), line.number()))
                .text("party", t("ui.third-party"), Statements.StatementLine::thirdPartyName)
                .more("activity", t("ui.activity"), Statements.StatementLine::analyticLabel)
                .more("piece", t("ui.entry.piece"), Statements.StatementLine::pieceRef)
                .text("letter", t("ui.letter"), Statements.StatementLine::lettering)
                .figure("debit", t("ui.debit"), line -> line.debit().isZero() ? null : line.debit())
                .figure("credit", t("ui.credit"), line -> line.credit().isZero() ? null : line.credit())
                .figure("balance", t("ui.statement.balance"), Statements.StatementLine::balance)
                .opens(line -> to(line.entry() == 0 ? "fiscal-years" : "entries/" + line.entry()))
                .whenEmpty(new Empty(VaadinIcon.LIST_OL, t("ui.statement.empty"), t("ui.statement.empty.why"))));
    }

    /** A balance as accountants say it: on the debit or on the credit side. */
    private static String side(Money balance) {
        return balance.isZero()
                ? Texts.money(balance)
                : Texts.money(balance.abs()) + "\u00a0"
                        + Texts.t(balance.isPositive() ? "ui.side.debit" : "ui.side.credit");
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
