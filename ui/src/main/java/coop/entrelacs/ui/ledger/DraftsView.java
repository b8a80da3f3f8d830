package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.Drafts;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Tone;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Entries being written (brouillard): they may still change. */
@Route(value = ":tenant/drafts", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER})
class DraftsView extends TenantView {

    private final transient Drafts drafts;
    private final transient SavedFilters saved;
    private Set<Drafts.Draft> chosen = Set.of();
    private @Nullable DataList<Drafts.Draft> list;

    DraftsView(Drafts drafts, SavedFilters saved) {
        this.drafts = drafts;
        this.saved = saved;
    }

    @Override
    protected void show() {
        var validate = Buttons.plain(
                t("ui.draft.validate.some"),
                () -> Buttons.confirm(
                        t("ui.draft.validate.some"),
                        t("ui.draft.validate.why", chosen.size()),
                        t("ui.invoice.validate"),
                        () -> {
                            int count = in(() -> drafts.validate(chosen.stream()
                                            .map(Drafts.Draft::id)
                                            .toList()))
                                    .size();
                            Refusals.done(t("ui.draft.validated.some", count));
                            refresh();
                        }));
        validate.setEnabled(false);
        headline(t("ui.drafts"), validate, Buttons.primaryLink(t("ui.draft.add"), "drafts/new"))
                .lead(t("ui.drafts.lead"));
        list = new DataList<Drafts.Draft>(
                        "drafts", query(), saved, (filters, after, limit) -> drafts.list(after, limit))
                .name(
                        "label",
                        t("ui.entry.label"),
                        draft -> draft.entry().label().isEmpty()
                                ? t("ui.draft.unnamed")
                                : draft.entry().label())
                .text("journal", t("ui.journal"), draft -> draft.entry().journal())
                .day("date", t("ui.date"), draft -> draft.entry().date())
                .state(
                        "state",
                        t("ui.state"),
                        draft -> draft.balance().isZero()
                                ? new State(t("ui.draft.balanced"), Tone.GOOD)
                                : new State(t("ui.draft.unbalanced"), Tone.WAITING))
                .figure("balance", t("ui.draft.gap"), Drafts.Draft::balance)
                .selectable(rows -> {
                    chosen = rows;
                    validate.setEnabled(!rows.isEmpty());
                })
                .opens(draft -> to("drafts/" + draft.id()))
                .whenEmpty(new Empty(
                        VaadinIcon.PENCIL,
                        t("ui.drafts.empty"),
                        t("ui.drafts.empty.why"),
                        Buttons.primaryLink(t("ui.draft.add"), "drafts/new")));
        add(list);
    }

    @Override
    protected void refresh() {
        if (list != null) {
            list.deselectAll();
            list.refresh();
        }
    }
}
