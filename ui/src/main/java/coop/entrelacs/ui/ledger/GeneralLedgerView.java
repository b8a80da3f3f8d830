package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.ledger.Statements;
import coop.entrelacs.ledger.Statements.StatementLine;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import java.util.List;

/** All lines of all accounts of a period, each account with its running balance. */
@Route(value = ":tenant/general-ledger", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER})
class GeneralLedgerView extends TenantView {

    private final transient Statements statements;
    private final transient FiscalYears years;
    private final transient SavedFilters saved;

    GeneralLedgerView(Statements statements, FiscalYears years, SavedFilters saved) {
        this.statements = statements;
        this.years = years;
        this.saved = saved;
    }

    @Override
    protected void show() {
        headline(t("ui.general-ledger")).lead(t("ui.general-ledger.lead"));
        List<FiscalYears.FiscalYear> all = in(years::list);
        if (all.isEmpty()) {
            add(new Empty(
                    VaadinIcon.CALENDAR_O,
                    t("ui.years.empty"),
                    t("ui.years.empty.why"),
                    Buttons.primaryLink(t("ui.years"), "fiscal-years")));
            return;
        }
        BookPeriod period = BookPeriod.of(query(), all);
        add(period.pickers(query()));
        add(new DataList<StatementLine>("general-ledger", query(), saved, (filters, after, limit) -> {
                    String prefix = filters.text("q");
                    return statements.generalLedger(
                            period.from(), period.to(), prefix == null ? "" : prefix, after, limit);
                })
                .search("q", t("ui.general-ledger.search"))
                .name("account", t("ui.account-of-books"), line -> line.account() + "  " + line.accountLabel())
                .day("date", t("ui.date"), StatementLine::date)
                .text("number", t("ui.entry.number"), line -> EntriesView.number(line.journal(), line.number()))
                .text("label", t("ui.entry.label"), StatementLine::label)
                .more("party", t("ui.third-party"), StatementLine::thirdPartyName)
                .more("activity", t("ui.activity"), StatementLine::analyticLabel)
                .figure("debit", t("ui.debit"), line -> line.debit().isZero() ? null : line.debit())
                .figure("credit", t("ui.credit"), line -> line.credit().isZero() ? null : line.credit())
                .figure("balance", t("ui.statement.balance"), StatementLine::balance)
                .opens(line -> to("entries/" + line.entry())));
    }
}
