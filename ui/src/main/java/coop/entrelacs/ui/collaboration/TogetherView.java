package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.collaboration.CollaborationFigures;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import org.springframework.stereotype.Component;

/** For the federation: how much its cooperatives do together. Counts and sums; nobody's name, no title. */
@Route(value = ":tenant/together", layout = MainLayout.class)
@For({Role.COORDINATOR, Role.MANAGER})
class TogetherView extends TenantView {

    private final transient CollaborationFigures figures;

    TogetherView(CollaborationFigures figures) {
        this.figures = figures;
    }

    @Override
    protected void show() {
        headline(t("ui.collab.together")).lead(t("ui.collab.together.lead"));
        List<CollaborationFigures.Figures> all = in(figures::cooperatives);
        if (all.isEmpty()) {
            add(new Empty(VaadinIcon.GROUP, t("ui.collab.together.empty"), t("ui.collab.together.empty.why")));
            return;
        }
        Table table = new Table(
                t("ui.collab.together"),
                t("ui.collab.cooperative"),
                "#" + t("ui.collab.together.listed"),
                "#" + t("ui.collab.together.open"),
                "#" + t("ui.collab.together.active"),
                "#" + t("ui.collab.together.invoiced"));
        Money sum = Money.ZERO;
        for (CollaborationFigures.Figures one : all) {
            Money invoiced = one.invoiced();
            sum = invoiced == null ? sum : sum.plus(invoiced);
            table.row(
                    one.name(),
                    one.listed(),
                    one.openOpportunities(),
                    one.activeProjects(),
                    invoiced == null ? t("ui.collab.together.few") : Texts.money(invoiced));
        }
        table.total(
                t("ui.collab.sum"),
                all.stream().mapToInt(CollaborationFigures.Figures::listed).sum(),
                all.stream()
                        .mapToInt(CollaborationFigures.Figures::openOpportunities)
                        .sum(),
                all.stream()
                        .mapToInt(CollaborationFigures.Figures::activeProjects)
                        .sum(),
                sum);
        Paragraph why = new Paragraph(t("ui.collab.together.why"));
        why.addClassName("soft");
        add(new Card(t("ui.collab.together"), table, why));
    }

    @Component
    static class TogetherPages implements Pages {

        @Override
        public boolean servedIn(Tenant.Kind kind) {
            return kind == Tenant.Kind.FEDERATION;
        }

        @Override
        public List<Destination> destinations() {
            return List.of(new Destination(
                    TogetherView.class, "together", "ui.collab.together", VaadinIcon.GROUP, Group.FEDERATION, 70));
        }
    }
}
