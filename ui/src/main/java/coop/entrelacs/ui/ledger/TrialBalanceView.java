package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.ledger.Statements;
import coop.entrelacs.ledger.Statements.BalanceRow;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.web.Page;
import java.util.List;

/** The trial balance of a period. */
@Route(value = ":tenant/balance", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER})
class TrialBalanceView extends TenantView {

    private final transient Statements statements;
    private final transient FiscalYears years;
    private final transient SavedFilters saved;

    TrialBalanceView(Statements statements, FiscalYears years, SavedFilters saved) {
        this.statements = statements;
        this.years = years;
        this.saved = saved;
    }

    @Override
    protected void show() {
        headline(t("ui.balance")).lead(t("ui.balance.lead"));
        List<FiscalYears.FiscalYear> all = in(years::list);
        if (all.isEmpty()) {
            add(new Empty(
                    VaadinIcon.CALENDAR_O,
                    t("ui.years.empty"),
                    t("ui.years.empty.why"),
                    Buttons.link(t("ui.import"), "import"),
                    Buttons.primaryLink(t("ui.years"), "fiscal-years")));
            return;
        }
        BookPeriod period = BookPeriod.of(query(), all);
        add(period.pickers(query()));
        Statements.TrialBalance balance = in(() -> statements.trialBalance(period.from(), period.to(), ""));
        add(Figure.row(
                new Figure(t("ui.balance.debit"), Texts.money(balance.totalDebit())),
                new Figure(t("ui.balance.credit"), Texts.money(balance.totalCredit())),
                new Figure(t("ui.balance.closing-debit"), Texts.money(balance.closingDebit())),
                new Figure(t("ui.balance.closing-credit"), Texts.money(balance.closingCredit()))));
        add(new DataList<BalanceRow>("balance", query(), saved, (filters, after, limit) -> {
                    String text = filters.text("q");
                    // A balance is short enough to be read whole; only what is shown is sent.
                    List<BalanceRow> rows = statements.trialBalance(period.from(), period.to(), "").rows().stream()
                            .filter(row ->
                                    text == null || row.account().startsWith(text) || Folding.finds(text, row.label()))
                            .filter(row -> after == null || row.account().compareTo(after) > 0)
                            .limit(limit + 1L)
                            .toList();
                    return Page.of(rows, limit, BalanceRow::account);
                })
                .search("q", t("ui.accounts.search"))
                .name("account", t("ui.account-of-books"), row -> row.account() + "  " + row.label())
                .figure("opening", t("ui.statement.opening"), BalanceRow::opening)
                .figure("debit", t("ui.debit"), BalanceRow::debit)
                .figure("credit", t("ui.credit"), BalanceRow::credit)
                .figure(
                        "closingDebit",
                        t("ui.balance.side.debit"),
                        row -> row.closing().isPositive() ? row.closing() : null)
                .figure(
                        "closingCredit",
                        t("ui.balance.side.credit"),
                        row -> row.closing().isNegative() ? row.closing().negated() : null)
                .opens(row -> to("accounts/" + row.account() + "?from=" + period.from() + "&to=" + period.to())));
    }
}
