package coop.entrelacs.ui.tenancy;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import coop.entrelacs.identity.Invitations;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.NewTenant;
import coop.entrelacs.tenancy.OldCopies;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.ServerRegistry;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantArchives;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.TenantMoves;
import coop.entrelacs.tenancy.TenantRestores;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.ForOperators;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;

/** The deployment today: its tenants, whether they are well, and the way to add one. Shows nothing of what is in them. */
@Route(value = "deployment", layout = MainLayout.class)
@ForOperators
class DeploymentView extends Main implements HasDynamicTitle {

    private final transient Tenants tenants;
    private final transient Operators operators;
    private final transient Invitations invitations;
    private final transient HealthEndpoint health;
    private final transient TenantArchives archives;
    private final DeploymentServers servers;
    private final DeploymentRestores restored;
    private final Div figures = Figure.row();
    private final Grid<Tenant> grid = new Grid<>();
    private String searched = "";

    DeploymentView(
            Tenants tenants,
            Operators operators,
            Invitations invitations,
            HealthEndpoint health,
            ServerRegistry registry,
            TenantMoves moves,
            TenantArchives archives,
            TenantRestores restores,
            OldCopies copies) {
        this.tenants = tenants;
        this.operators = operators;
        this.invitations = invitations;
        this.health = health;
        this.archives = archives;
        this.servers = new DeploymentServers(registry, moves, operators, this::refresh);
        this.restored = new DeploymentRestores(restores, copies, operators, this::refresh);
        addClassName("page");
        Paragraph lead = new Paragraph(Texts.t("ui.deployment.lead"));
        lead.addClassName("lead");
        Div acts = new Div(Buttons.primary(Texts.t("ui.tenant.add"), this::add));
        acts.addClassName("acts");
        Header head = new Header(new Div(new H1(Texts.t("ui.deployment")), lead), acts);
        head.addClassName("headline");
        add(head, figures, list(), servers, restored);
        refresh();
    }

    @Override
    public String getPageTitle() {
        return Texts.t("ui.deployment") + " · Entrelacs";
    }

    private Component list() {
        TextField search = new TextField();
        search.setPlaceholder(Texts.t("ui.tenant.search"));
        search.setAriaLabel(Texts.t("ui.tenant.search"));
        search.setPrefixComponent(VaadinIcon.SEARCH.create());
        search.setClearButtonVisible(true);
        search.setValueChangeMode(ValueChangeMode.LAZY);
        search.addClassName("search");
        search.addValueChangeListener(change -> {
            searched = change.getValue();
            refresh();
        });
        Div filters = new Div(search);
        filters.addClassName("filters");
        Div bar = new Div(filters);
        bar.addClassName("toolbar");
        grid.addThemeVariants(GridVariant.NO_BORDER);
        grid.addClassName("grid");
        grid.setSelectionMode(Grid.SelectionMode.NONE);
        grid.addColumn(LitRenderer.<Tenant>of(
                                "<div><strong>${item.name}</strong><br><span class=\"soft\">${item.id}</span></div>")
                        .withProperty("name", Tenant::name)
                        .withProperty("id", tenant -> tenant.id().value()))
                .setHeader(Texts.t("ui.tenant.name"))
                .setFlexGrow(2)
                .setWidth("12em");
        grid.addComponentColumn(tenant -> state(tenant).badge())
                .setHeader(Texts.t("ui.state"))
                .setWidth("8em")
                .setFlexGrow(0);
        grid.addColumn(tenant ->
                        tenant.federation() == null ? "" : tenant.federation().value())
                .setHeader(Texts.t("ui.kind.federation"))
                .setWidth("8em");
        grid.addColumn(Tenant::server).setHeader(Texts.t("ui.tenant.server")).setWidth("6em");
        grid.addColumn(tenant -> tenant.schemaVersion() == null
                        ? ""
                        : tenant.schemaVersion()
                                .substring(0, Math.min(8, tenant.schemaVersion().length())))
                .setHeader(Texts.t("ui.tenant.version"))
                .setWidth("7em");
        grid.addColumn(tenant -> Texts.time(tenant.createdAt()))
                .setHeader(Texts.t("ui.tenant.since"))
                .setWidth("9em");
        grid.addComponentColumn(this::acts)
                .setHeader(Texts.t("ui.acts"))
                .setWidth("23em")
                .setFlexGrow(0);
        Div list = new Div(bar, grid);
        list.addClassName("data-list");
        return list;
    }

    private void refresh() {
        servers.refresh();
        restored.refresh();
        List<Tenant> all = tenants.all();
        figures.removeAll();
        long active = count(all, Tenant.State.ACTIVE);
        long broken =
                all.stream().filter(tenant -> tenant.upgradeError() != null).count();
        boolean well = "UP".equals(health.health().getStatus().getCode());
        figures.add(
                new Figure(Texts.t("ui.tenant.active"), Texts.number(active))
                        .means(Texts.t(
                                "ui.tenant.active.of",
                                all.stream()
                                        .filter(tenant -> tenant.kind() == Tenant.Kind.FEDERATION)
                                        .count())),
                new Figure(Texts.t("ui.tenant.suspended"), Texts.number(count(all, Tenant.State.SUSPENDED))),
                new Figure(Texts.t("ui.tenant.broken"), Texts.number(broken))
                        .means(Texts.t(broken == 0 ? "ui.tenant.broken.none" : "ui.tenant.broken.some"))
                        .tone(broken == 0 ? Tone.NEUTRAL : Tone.BAD),
                new Figure(Texts.t("ui.health"), Texts.t(well ? "ui.health.up" : "ui.health.down"))
                        .means(Texts.t(well ? "ui.health.up.why" : "ui.health.down.why"))
                        .tone(well ? Tone.GOOD : Tone.BAD));
        grid.setItems(all.stream()
                .filter(tenant -> Folding.finds(searched, tenant.id().value() + " " + tenant.name()))
                .toList());
    }

    private static long count(List<Tenant> all, Tenant.State state) {
        return all.stream().filter(tenant -> tenant.state() == state).count();
    }

    private static State state(Tenant tenant) {
        if (tenant.upgradeError() != null) {
            return new State(Texts.t("ui.tenant.state.BROKEN"), Tone.BAD);
        }
        if (tenant.movingTo() != null) {
            return new State(Texts.t("ui.move.state.RUNNING"), Tone.WAITING);
        }
        Tone tone = switch (tenant.state()) {
            case ACTIVE -> Tone.GOOD;
            case PROVISIONING -> Tone.WAITING;
            case SUSPENDED -> Tone.WAITING;
            case CLOSED -> Tone.NEUTRAL;
        };
        return new State(Texts.t("ui.tenant.state." + tenant.state()), tone);
    }

    private Component acts(Tenant tenant) {
        return switch (tenant.state()) {
            case ACTIVE ->
                new Div(
                        servers.mover(tenant),
                        Buttons.download(Texts.t("ui.backup"), event -> {
                            operators.require();
                            event.setFileName(tenant.id() + ".archive");
                            event.setContentType("application/octet-stream");
                            archives.write(tenant.id(), event.getOutputStream());
                        }),
                        Buttons.plain(
                                Texts.t("ui.tenant.suspend"),
                                () -> Buttons.confirm(
                                        Texts.t("ui.tenant.suspend.title", tenant.name()),
                                        Texts.t("ui.tenant.suspend.why"),
                                        Texts.t("ui.tenant.suspend"),
                                        () -> {
                                            operators.require();
                                            tenants.suspend(tenant.id());
                                            refresh();
                                        })));
            case SUSPENDED ->
                Buttons.plain(Texts.t("ui.tenant.activate"), () -> {
                    operators.require();
                    tenants.activate(tenant.id());
                    refresh();
                });
            case PROVISIONING, CLOSED -> new Span();
        };
    }

    private void add() {
        Dialog dialog = new Dialog(Texts.t("ui.tenant.add"));
        dialog.setWidth("min(46rem, 96vw)");
        Select<Tenant.Kind> kind = Fields.choice(
                "kind",
                Texts.t("ui.tenant.kind"),
                List.of(Tenant.Kind.COOPERATIVE, Tenant.Kind.FEDERATION),
                one -> Texts.t("ui.kind." + one.name().toLowerCase(Locale.ROOT)),
                Tenant.Kind.COOPERATIVE);
        List<Tenant> federations = tenants.all().stream()
                .filter(tenant -> tenant.kind() == Tenant.Kind.FEDERATION)
                .toList();
        Select<Tenant> federation = Fields.choice(
                "federation",
                Texts.t("ui.kind.federation"),
                federations,
                Tenant::name,
                federations.isEmpty() ? null : federations.getFirst());
        TextField name = Fields.text("name", Texts.t("ui.tenant.name"), null);
        TextField id = Fields.text("tenant", Texts.t("ui.tenant.id"), null);
        id.setHelperText(Texts.t("ui.tenant.id.help"));
        TextField legalForm = Fields.text("legalForm", Texts.t("ui.legal.form"), Texts.t("ui.legal.form.default"));
        TextField siren = Fields.text("siren", Texts.t("ui.legal.siren"), null);
        TextField street = Fields.text("street", Texts.t("ui.address.street"), null);
        TextField postcode = Fields.text("postcode", Texts.t("ui.address.postcode"), null);
        TextField city = Fields.text("city", Texts.t("ui.address.city"), null);
        TextField manager = Fields.text("managerName", Texts.t("ui.tenant.manager"), null);
        TextField email = Fields.text("email", Texts.t("ui.tenant.manager.email"), null);
        email.setHelperText(Texts.t("ui.tenant.manager.help"));
        name.setValueChangeMode(ValueChangeMode.EAGER);
        name.addValueChangeListener(change -> {
            if (id.isEmpty() || id.getValue().equals(slug(Objects.toString(change.getOldValue(), "")))) {
                id.setValue(slug(change.getValue()));
            }
        });
        kind.addValueChangeListener(change -> federation.setVisible(change.getValue() == Tenant.Kind.COOPERATIVE));
        dialog.add(Fields.form(kind, federation, name, id, legalForm, siren, street, postcode, city, manager, email));
        dialog.getFooter()
                .add(
                        Buttons.plain(Texts.t("ui.cancel"), dialog::close),
                        Buttons.primary(Texts.t("ui.tenant.add"), () -> {
                            operators.require();
                            require(name, siren, street, postcode, city);
                            boolean cooperative = kind.getValue() == Tenant.Kind.COOPERATIVE;
                            Tenant chosen = federation.getValue();
                            LegalIdentity legal = new LegalIdentity(
                                    name.getValue().strip(),
                                    legalForm.getValue().strip(),
                                    siren.getValue().replaceAll("\\s", ""),
                                    null,
                                    null,
                                    street.getValue().strip(),
                                    postcode.getValue().strip(),
                                    city.getValue().strip(),
                                    "FR",
                                    null,
                                    null,
                                    null,
                                    null);
                            NewTenant wanted = new NewTenant(
                                    new TenantId(id.getValue().strip()),
                                    name.getValue().strip(),
                                    kind.getValue(),
                                    cooperative && chosen != null ? chosen.id() : null,
                                    legal,
                                    null);
                            long begun = System.nanoTime();
                            Tenant added = tenants.add(wanted);
                            double seconds = (System.nanoTime() - begun) / 1e9;
                            dialog.close();
                            refresh();
                            Refusals.done(Texts.t(
                                    "ui.tenant.added", added.name(), Math.max(0.1, Math.round(seconds * 10) / 10.0)));
                            if (!email.isEmpty()) {
                                invite(added, email.getValue(), manager.getValue());
                            }
                        }));
        dialog.open();
    }

    private static void require(TextField... fields) {
        InvalidFields.Check check = new InvalidFields.Check();
        for (TextField field : fields) {
            check.that(!field.getValue().isBlank(), Fields.nameOf(field), "required");
        }
        check.done();
    }

    private void invite(Tenant tenant, String email, String name) {
        Invitations.Link link;
        try {
            link = invitations.inviteAsOperator(
                    tenant.id(), email, name.isBlank() ? email : name, Set.of(Role.MANAGER));
        } catch (InvalidField refused) {
            // The cooperative is there already: what is wrong with the invitation must not hide that.
            Refusals.show(com.vaadin.flow.component.UI.getCurrentOrThrow(), refused);
            return;
        }
        Dialog told = new Dialog(Texts.t("ui.invitation.made"));
        TextField address = new TextField(Texts.t("ui.invitation.link"));
        address.setValue(link.path());
        address.setReadOnly(true);
        address.setWidthFull();
        told.add(new Paragraph(Texts.t("ui.invitation.pass-on", email)), address);
        told.getFooter().add(Buttons.primary(Texts.t("ui.close"), told::close));
        told.open();
    }

    private static String slug(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[^a-z]+|-+$", "");
        return plain.length() > 32 ? plain.substring(0, 32).replaceAll("-+$", "") : plain;
    }
}
