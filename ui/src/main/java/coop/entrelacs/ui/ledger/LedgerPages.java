package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.BooksWatch;
import coop.entrelacs.ledger.Drafts;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class LedgerPages implements Pages {

    /** Beyond that many it is told as that many. */
    private static final int MANY = 100;

    private final Accounts accounts;
    private final Drafts drafts;
    private final BooksWatch books;

    LedgerPages(Accounts accounts, Drafts drafts, BooksWatch books) {
        this.accounts = accounts;
        this.drafts = drafts;
        this.books = books;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(EntriesView.class, "entries", "ui.entries", VaadinIcon.OPEN_BOOK, Group.BOOKS, 20),
                new Destination(DraftsView.class, "drafts", "ui.drafts", VaadinIcon.PENCIL, Group.BOOKS, 25),
                new Destination(AccountsView.class, "accounts", "ui.accounts", VaadinIcon.LIST_OL, Group.BOOKS, 30),
                new Destination(TrialBalanceView.class, "balance", "ui.balance", VaadinIcon.SCALE, Group.BOOKS, 40),
                new Destination(
                        GeneralLedgerView.class,
                        "general-ledger",
                        "ui.general-ledger",
                        VaadinIcon.RECORDS,
                        Group.BOOKS,
                        45),
                new Destination(
                        LetteringView.class, "lettering", "ui.lettering", VaadinIcon.CONNECT_O, Group.BOOKS, 50),
                new Destination(
                        FiscalYearsView.class, "fiscal-years", "ui.years", VaadinIcon.CALENDAR_O, Group.BOOKS, 60),
                new Destination(ImportView.class, "import", "ui.import", VaadinIcon.DOWNLOAD_ALT, Group.BOOKS, 70),
                new Destination(
                        VerificationView.class,
                        "verification",
                        "ui.verify",
                        VaadinIcon.CHECK_CIRCLE_O,
                        Group.BOOKS,
                        80));
    }

    @Override
    public List<Waiting> waiting(Actor actor) {
        if (!actor.isAnyOf(Role.ACCOUNTANT, Role.MANAGER)) {
            return List.of();
        }
        int differing = books.open();
        Waiting differences = new Waiting(Texts.t("ui.bell.differ", differing), differing, "verification");
        if (!actor.is(Role.ACCOUNTANT)) {
            return List.of(differences);
        }
        int kept = drafts.list(null, MANY).items().size();
        return List.of(differences, new Waiting(Texts.t("ui.bell.drafts", kept), kept, "drafts"));
    }

    @Override
    public List<Act> acts(Actor actor) {
        return actor.is(Role.ACCOUNTANT)
                ? List.of(
                        new Act("ui.draft.add", VaadinIcon.PENCIL, "drafts/new"),
                        new Act("ui.act.letter", VaadinIcon.CONNECT_O, "lettering"),
                        new Act("ui.act.import", VaadinIcon.DOWNLOAD_ALT, "import"))
                : List.of();
    }

    @Override
    public List<Hit> find(String text, Actor actor) {
        if (!actor.isAnyOf(Role.ACCOUNTANT, Role.MANAGER)) {
            return List.of();
        }
        return accounts.search(text, null, 4).stream()
                .map(account -> new Hit(
                        "ui.account-of-books",
                        VaadinIcon.LIST_OL,
                        account.number() + " " + account.label(),
                        "",
                        "accounts/" + account.number()))
                .toList();
    }
}
