package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.ClaimView;
import coop.entrelacs.federation.ClaimView.ClaimStage;
import coop.entrelacs.federation.PoolClaims;
import coop.entrelacs.federation.Treaties;
import coop.entrelacs.federation.Treaty;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The claims, oldest first: kinds, amounts and days of losses, of nobody. */
@Route(value = ":tenant/pool-claims", layout = MainLayout.class)
@For({Role.COORDINATOR, Role.MANAGER, Role.ACCOUNTANT})
class ClaimsView extends TenantView {

    private final transient PoolClaims claims;
    private final transient Treaties treaties;
    private final transient Tenants tenants;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private @Nullable DataList<ClaimView> list;

    ClaimsView(PoolClaims claims, Treaties treaties, Tenants tenants, SavedFilters saved, LiveUpdates live) {
        this.claims = claims;
        this.treaties = treaties;
        this.tenants = tenants;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        headline(t("ui.pool.claims")).lead(t("ui.pool.claims.lead"));
        Map<String, String> cooperatives = in(() -> tenants.cooperativesOf(tenant())).stream()
                .collect(Collectors.toMap(one -> one.id().value(), Tenant::name, (a, b) -> a, LinkedHashMap::new));
        Map<String, String> names = in(treaties::list).stream()
                .collect(Collectors.toMap(one -> one.id().toString(), Treaty::name, (a, b) -> a, LinkedHashMap::new));
        list = new DataList<ClaimView>(
                        "pool-claims",
                        query(),
                        saved,
                        (filters, after, limit) -> claims.list(
                                new PoolClaims.Filter(
                                        filters.choice("stage", ClaimStage.class),
                                        filters.text("cooperative") == null
                                                ? null
                                                : new TenantId(
                                                        java.util.Objects.requireNonNull(filters.text("cooperative"))),
                                        filters.id("treaty"),
                                        year(filters.text("year")),
                                        filters.yes("open")),
                                after,
                                limit))
                .name("claim", t("ui.pool.claim"), one -> PoolWords.name(one.id()))
                .text("cooperative", t("ui.pool.cooperative"), ClaimView::cooperativeName)
                .text("need", t("ui.pool.need"), one -> Texts.word(one.need()))
                .day("paid", t("ui.pool.paid-on"), ClaimView::paidOn)
                .figure("loss", t("ui.pool.loss"), ClaimView::loss)
                .figure("ceded", t("ui.pool.ceded"), ClaimView::told)
                .figure("accepted", t("ui.pool.accepted"), ClaimView::accepted)
                .state("stage", t("ui.state"), PoolWords::state)
                .more("fund", t("ui.pool.fund-kind"), one -> Texts.word(one.fundKind()))
                .more("decided", t("ui.pool.decided-on"), ClaimView::decidedOn)
                .more("received", t("ui.pool.received-at"), ClaimView::receivedAt)
                .toggle("open", t("ui.pool.open-only"))
                .choice("stage", t("ui.state"), ClaimStage.class, Texts::word)
                .choice("cooperative", t("ui.pool.cooperative"), cooperatives)
                .choice("treaty", t("ui.pool.treaty"), names)
                .opens(one -> to("pool-claims/" + one.id()))
                .whenEmpty(new Empty(VaadinIcon.INBOX, t("ui.pool.claims.none"), t("ui.pool.claims.none.why")));
        add(list);
        watch(live, "claim");
    }

    private static @Nullable Integer year(@Nullable String year) {
        return year != null && year.matches("\\d{4}") ? Integer.valueOf(year) : null;
    }

    @Override
    protected void refresh() {
        if (list != null) {
            list.refresh();
        }
    }
}
