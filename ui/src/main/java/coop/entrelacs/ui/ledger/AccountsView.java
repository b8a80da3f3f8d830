package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.Account;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.web.Page;

/** The chart of accounts. */
@Route(value = ":tenant/accounts", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER})
class AccountsView extends TenantView {

    private final transient Accounts accounts;
    private final transient SavedFilters saved;

    AccountsView(Accounts accounts, SavedFilters saved) {
        this.accounts = accounts;
        this.saved = saved;
    }

    @Override
    protected void show() {
        headline(t("ui.accounts"), Buttons.primary(t("ui.account.open"), this::open))
                .lead(t("ui.accounts.lead"));
        add(new DataList<Account>(
                        "accounts",
                        query(),
                        saved,
                        (filters, after, limit) ->
                                Page.of(accounts.search(filters.text("q"), after, limit + 1), limit, Account::number))
                .search("q", t("ui.accounts.search"))
                .name("number", t("ui.account.number"), account -> account.number() + "  " + account.label())
                .text(
                        "parties",
                        t("ui.third-parties"),
                        account -> account.thirdParties() ? t("ui.account.by-party") : "")
                .state(
                        "state",
                        t("ui.state"),
                        account -> account.open()
                                ? new State(t("ui.account.state.open"), Tone.GOOD)
                                : new State(t("ui.account.state.closed"), Tone.NEUTRAL))
                .opens(account -> to("accounts/" + account.number())));
    }

    private void open() {
        Dialog dialog = new Dialog(t("ui.account.open"));
        dialog.setWidth("min(30rem, 96vw)");
        TextField number = Fields.text("number", t("ui.account.number"), null);
        TextField label = Fields.text("label", t("ui.entry.label"), null);
        dialog.add(Fields.form(number, label));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.account.open"), () -> {
                    Account made = in(() -> accounts.open(number.getValue(), label.getValue()));
                    dialog.close();
                    go("accounts/" + made.number());
                }));
        dialog.open();
    }
}
