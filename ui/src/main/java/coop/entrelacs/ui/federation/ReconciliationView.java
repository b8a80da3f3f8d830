package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.Reconciliation;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Zero, or the difference named: own positions beside own books; for a coordinator also both sides of every pair. */
@Route(value = ":tenant/reconciliation", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER, Role.COORDINATOR})
class ReconciliationView extends TenantView {

    private final transient Reconciliation reconciliation;
    private final transient Tenants tenants;
    private final transient LiveUpdates live;

    ReconciliationView(Reconciliation reconciliation, Tenants tenants, LiveUpdates live) {
        this.reconciliation = reconciliation;
        this.tenants = tenants;
        this.live = live;
    }

    @Override
    protected void show() {
        boolean coordinator = is(Role.COORDINATOR) && in(tenants::current).kind() == Tenant.Kind.FEDERATION;
        headline(
                        t("ui.reconciliation"),
                        coordinator
                                ? new Component[] {Buttons.plain(t("ui.reconciliation.ask"), this::ask)}
                                : new Component[0])
                .lead(t(coordinator ? "ui.reconciliation.lead.coordinator" : "ui.reconciliation.lead"));
        if (coordinator) {
            showPairs(in(reconciliation::pairs));
        }
        showOwn(in(reconciliation::own), coordinator);
        watch(live, "reconciliation", "positions");
    }

    private void showPairs(List<Reconciliation.Pair> pairs) {
        Money different = Money.sum(pairs.stream()
                .filter(pair -> pair.verdict() == Reconciliation.Verdict.DIFFERENT)
                .map(pair -> pair.difference().abs())
                .toList());
        long transit = pairs.stream().mapToLong(Reconciliation.Pair::inTransit).sum();
        Figure difference = new Figure(t("ui.reconciliation.difference"), Texts.money(different))
                .means(t(
                        different.isZero() ? "ui.reconciliation.zero" : "ui.reconciliation.not-zero",
                        pairs.stream()
                                .filter(pair -> pair.verdict() == Reconciliation.Verdict.DIFFERENT)
                                .count()));
        if (!different.isZero()) {
            difference.tone(Tone.BAD);
        }
        add(Figure.row(
                difference,
                new Figure(t("ui.reconciliation.pairs"), Texts.number(pairs.size())),
                new Figure(t("ui.reconciliation.in-transit"), Texts.number(transit))
                        .means(t("ui.reconciliation.in-transit.means"))));
        if (pairs.isEmpty()) {
            add(new Empty(
                    VaadinIcon.CHECK_CIRCLE, t("ui.reconciliation.empty"), t("ui.reconciliation.empty.coordinator")));
            return;
        }
        Table table = new Table(
                t("ui.reconciliation.by-pair"),
                t("ui.reconciliation.one"),
                t("ui.reconciliation.other"),
                "#" + t("ui.reconciliation.one-says"),
                "#" + t("ui.reconciliation.other-says"),
                "#" + t("ui.reconciliation.difference"),
                t("ui.state"),
                t("ui.netting.act"));
        for (Reconciliation.Pair pair : pairs) {
            TenantId one = pair.one().tenant();
            TenantId other = pair.other().tenant();
            table.row(
                    PositionWords.name(tenants, one),
                    PositionWords.name(tenants, other),
                    pair.one().net(),
                    pair.other().net(),
                    pair.difference(),
                    state(pair),
                    pair.verdict() == Reconciliation.Verdict.EQUAL
                            ? ""
                            : Buttons.plain(t("ui.reconciliation.name-it"), () -> name(one, other)));
        }
        add(new Card(t("ui.reconciliation.by-pair"), table));
    }

    private static State state(Reconciliation.Pair pair) {
        if (pair.verdict() == Reconciliation.Verdict.EQUAL
                && (pair.one().booksDiffer() || pair.other().booksDiffer())) {
            return new State(t("ui.reconciliation.books-differ"), Tone.BAD);
        }
        return PositionWords.verdict(pair.verdict());
    }

    private void showOwn(List<Reconciliation.Line> lines, boolean coordinator) {
        List<Reconciliation.Line> told = lines.stream()
                .filter(line -> line.positions() > 0 || line.booksDiffer())
                .toList();
        if (told.isEmpty()) {
            if (!coordinator) {
                add(new Empty(VaadinIcon.CHECK_CIRCLE, t("ui.reconciliation.empty"), t("ui.reconciliation.empty.why")));
            }
            return;
        }
        Table table = new Table(
                t("ui.reconciliation.own"),
                t("ui.position.counterpart"),
                "#" + t("ui.position.receivable"),
                "#" + t("ui.position.payable"),
                "#" + t("ui.reconciliation.books"),
                "#" + t("ui.reconciliation.difference"),
                t("ui.state"));
        for (Reconciliation.Line line : told) {
            table.row(
                    new Anchor(
                            to("positions") + "?state=open&counterpart=" + line.counterpart(),
                            PositionWords.name(tenants, line.counterpart())),
                    line.receivable(),
                    line.payable(),
                    line.books(),
                    line.books().minus(line.net()),
                    line.booksDiffer()
                            ? new State(t("ui.reconciliation.books-differ"), Tone.BAD)
                            : new State(t("ui.reconciliation.verdict.EQUAL"), Tone.GOOD));
        }
        add(new Card(t("ui.reconciliation.own"), table));
    }

    private void ask() {
        act(reconciliation::ask);
        Refusals.done(t("ui.reconciliation.asked"));
    }

    private void name(TenantId one, TenantId other) {
        act(() -> reconciliation.askDetail(one, other));
        Dialog dialog = new Dialog(t("ui.reconciliation.name-it"));
        dialog.setWidth("min(52rem, 96vw)");
        Table table = new Table(
                t("ui.reconciliation.differences"),
                t("ui.position.id"),
                t("ui.position.kind"),
                "#" + PositionWords.name(tenants, one),
                "#" + PositionWords.name(tenants, other));
        List<Reconciliation.Difference> differences = in(() -> reconciliation.differences(one, other));
        differences.forEach(difference -> table.row(
                difference.position().toString(),
                PositionWords.kind(difference.kind()),
                known(difference.one()),
                known(difference.other())));
        dialog.add(new Paragraph(
                t(differences.isEmpty() ? "ui.reconciliation.naming" : "ui.reconciliation.named", differences.size())));
        if (!differences.isEmpty()) {
            dialog.add(table);
        }
        dialog.getFooter().add(Buttons.plain(t("ui.close"), dialog::close));
        dialog.open();
    }

    private static Object known(@Nullable Money amount) {
        return amount == null ? t("ui.reconciliation.unknown") : amount;
    }
}
