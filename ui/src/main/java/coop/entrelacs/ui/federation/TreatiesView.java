package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.Treaties;
import coop.entrelacs.federation.Treaty;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.web.Page;
import java.time.LocalDate;

/** The treaties of the federation. */
@Route(value = ":tenant/treaties", layout = MainLayout.class)
@For({Role.COORDINATOR, Role.MANAGER, Role.ACCOUNTANT})
class TreatiesView extends TenantView {

    private final transient Treaties treaties;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;

    TreatiesView(Treaties treaties, SavedFilters saved, LiveUpdates live) {
        this.treaties = treaties;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        in(treaties::list); // where there are none to list, this page is not there: said before any of it is
        headline(t("ui.pool.treaties"), Buttons.primaryLink(t("ui.pool.propose"), "treaties/new"))
                .lead(t("ui.pool.treaties.lead"));
        add(new DataList<Treaty>(
                        "treaties", query(), saved, (filters, after, limit) -> new Page<>(in(treaties::list), null))
                .name("name", t("ui.pool.treaty"), Treaty::name)
                .text("kind", t("ui.pool.fund-kind"), one -> Texts.word(one.fundKind()))
                .text(
                        "cover",
                        t("ui.pool.cover"),
                        one -> PoolWords.cover(one.latest().terms().cover()))
                .figure("version", t("ui.pool.version"), one -> one.latest().number())
                .day("from", t("ui.pool.from"), one -> one.latest().firstDay())
                .figure(
                        "adopted",
                        t("ui.pool.adopted-by"),
                        one -> one.latest().adoptions().size())
                .state("state", t("ui.state"), one -> PoolWords.state(one.latest(), LocalDate.now(Texts.ZONE)))
                .figure("balance", t("ui.pool.holds"), Treaty::balance)
                .figure("called", t("ui.pool.called"), Treaty::called)
                .opens(one -> to("treaties/" + one.id()))
                .whenEmpty(new Empty(
                        VaadinIcon.HANDSHAKE,
                        t("ui.pool.none"),
                        t("ui.pool.none.why"),
                        Buttons.primaryLink(t("ui.pool.propose"), "treaties/new"))));
        watch(live, "pool");
    }
}
