package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.Entries;
import coop.entrelacs.ledger.Entries.EntrySummary;
import coop.entrelacs.ledger.Journals;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import java.util.LinkedHashMap;
import java.util.Map;

/** The booked entries. */
@Route(value = ":tenant/entries", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER})
class EntriesView extends TenantView {

    private final transient Entries entries;
    private final transient Journals journals;
    private final transient SavedFilters saved;

    EntriesView(Entries entries, Journals journals, SavedFilters saved) {
        this.entries = entries;
        this.journals = journals;
        this.saved = saved;
    }

    @Override
    protected void show() {
        headline(t("ui.entries"), Buttons.primaryLink(t("ui.draft.add"), "drafts/new"))
                .lead(t("ui.entries.lead"));
        Map<String, String> codes = new LinkedHashMap<>();
        in(journals::list).forEach(journal -> codes.put(journal.code(), journal.code() + " " + journal.label()));
        add(new DataList<EntrySummary>(
                        "entries",
                        query(),
                        saved,
                        (filters, after, limit) -> entries.list(
                                new Entries.Filter(
                                        filters.text("journal"),
                                        filters.day("from"),
                                        filters.day("to"),
                                        filters.text("account"),
                                        filters.text("party"),
                                        filters.id("activity"),
                                        null,
                                        filters.text("q")),
                                after,
                                limit))
                .search("q", t("ui.entries.search"))
                .choice("journal", t("ui.journal.all"), codes)
                .days("from", t("ui.from"), "to", t("ui.to"))
                .name("label", t("ui.entry.label"), EntrySummary::label)
                .text("kind", t("ui.entry.kind"), entry -> EntryWords.kind(entry.source()))
                .text("number", t("ui.entry.number"), entry -> number(entry.journal(), entry.number()))
                .day("date", t("ui.date"), EntrySummary::date)
                .text("piece", t("ui.entry.piece"), EntrySummary::pieceRef)
                .more("booked", t("ui.entry.booked"), EntrySummary::bookedAt)
                .more("original", t("ui.entry.original"), EntrySummary::originalNumber)
                .figure("amount", t("ui.amount"), EntrySummary::amount)
                .opens(entry -> to("entries/" + entry.id()))
                .whenEmpty(new Empty(
                        VaadinIcon.OPEN_BOOK,
                        t("ui.entries.empty"),
                        t("ui.entries.empty.why"),
                        Buttons.link(t("ui.import"), "import"),
                        Buttons.primaryLink(t("ui.draft.add"), "drafts/new"))));
    }

    static String number(String journal, @org.jspecify.annotations.Nullable Long number) {
        return number == null ? journal : journal + "\u00a0" + number;
    }
}
