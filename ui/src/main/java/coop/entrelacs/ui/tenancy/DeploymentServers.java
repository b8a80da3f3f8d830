package coop.entrelacs.ui.tenancy;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.tenancy.ServerRegistry;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantMove;
import coop.entrelacs.tenancy.TenantMoves;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The PostgreSQL servers of the deployment, and the tenants on their way between them. */
class DeploymentServers extends Section {

    private final transient ServerRegistry registry;
    private final transient TenantMoves moves;
    private final transient Operators operators;
    private final transient Runnable changed;
    private final Grid<ServerRegistry.Known> servers = new Grid<>();
    private final Grid<TenantMove> grid = new Grid<>();
    private List<String> names = List.of();
    private final H2 movesTitle = new H2(Texts.t("ui.moves"));

    DeploymentServers(ServerRegistry registry, TenantMoves moves, Operators operators, Runnable changed) {
        this.registry = registry;
        this.moves = moves;
        this.operators = operators;
        this.changed = changed;
        Paragraph lead = new Paragraph(Texts.t("ui.servers.lead"));
        lead.addClassName("soft");
        Div acts = new Div(Buttons.plain(Texts.t("ui.server.add"), this::add));
        acts.addClassName("acts");
        Header head = new Header(new Div(new H2(Texts.t("ui.servers")), lead), acts);
        head.addClassName("headline");
        for (Grid<?> one : List.of(servers, grid)) {
            one.addThemeVariants(GridVariant.NO_BORDER);
            one.addClassName("grid");
            one.setSelectionMode(Grid.SelectionMode.NONE);
            one.setAllRowsVisible(true);
        }
        servers.addColumn(ServerRegistry.Known::name)
                .setHeader(Texts.t("ui.tenant.name"))
                .setWidth("10em");
        servers.addColumn(ServerRegistry.Known::url)
                .setHeader(Texts.t("ui.server.address"))
                .setFlexGrow(2)
                .setWidth("20em");
        servers.addColumn(server -> Texts.number(server.tenants()))
                .setHeader(Texts.t("ui.server.tenants"))
                .setTextAlign(com.vaadin.flow.component.grid.ColumnTextAlign.END)
                .setWidth("10em");
        grid.addColumn(move -> move.tenant().value())
                .setHeader(Texts.t("ui.tenant.name"))
                .setWidth("10em");
        grid.addColumn(move -> move.from() + " → " + move.to())
                .setHeader(Texts.t("ui.move.way"))
                .setWidth("12em");
        grid.addComponentColumn(move -> state(move).badge())
                .setHeader(Texts.t("ui.state"))
                .setWidth("9em");
        grid.addColumn(DeploymentServers::told)
                .setHeader(Texts.t("ui.move.report"))
                .setFlexGrow(2)
                .setWidth("18em");
        grid.addColumn(move -> Texts.time(move.askedAt()))
                .setHeader(Texts.t("ui.move.asked"))
                .setWidth("10em");
        grid.addComponentColumn(this::cancel).setHeader(Texts.t("ui.acts")).setWidth("9em");
        add(head, servers, movesTitle, grid);
    }

    void refresh() {
        List<ServerRegistry.Known> all = registry.all();
        names = all.stream().map(ServerRegistry.Known::name).toList();
        servers.setItems(all);
        List<TenantMove> latest = moves.latest();
        grid.setItems(latest);
        grid.setVisible(!latest.isEmpty());
        movesTitle.setVisible(!latest.isEmpty());
    }

    /** The button by which a tenant is sent to another server; nothing where there is no other. */
    Component mover(Tenant tenant) {
        List<String> others =
                names.stream().filter(name -> !name.equals(tenant.server())).toList();
        if (others.isEmpty() || tenant.movingTo() != null) {
            return new Span();
        }
        return Buttons.plain(Texts.t("ui.move"), () -> ask(tenant, others));
    }

    private void ask(Tenant tenant, List<String> others) {
        Dialog dialog = new Dialog(Texts.t("ui.move.title", tenant.name()));
        dialog.setWidth("min(34rem, 96vw)");
        Select<String> to = Fields.choice("to", Texts.t("ui.move.to"), others, name -> name, others.getFirst());
        dialog.add(new Paragraph(Texts.t("ui.move.why", tenant.server())), Fields.form(to));
        dialog.getFooter()
                .add(Buttons.plain(Texts.t("ui.cancel"), dialog::close), Buttons.primary(Texts.t("ui.move"), () -> {
                    operators.require();
                    moves.ask(tenant.id(), to.getValue());
                    dialog.close();
                    changed.run();
                    Refusals.done(Texts.t("ui.move.begun", tenant.name(), to.getValue()));
                }));
        dialog.open();
    }

    private void add() {
        Dialog dialog = new Dialog(Texts.t("ui.server.add"));
        dialog.setWidth("min(40rem, 96vw)");
        TextField name = Fields.text("name", Texts.t("ui.tenant.name"), null);
        TextField url = Fields.text("url", Texts.t("ui.server.url"), null);
        url.setPlaceholder("jdbc:postgresql://");
        TextField user = Fields.text("user", Texts.t("ui.server.user"), null);
        user.setHelperText(Texts.t("ui.server.user.help"));
        PasswordField password = Fields.named("password", new PasswordField(Texts.t("ui.server.password")));
        dialog.add(Fields.form(name, url, user, password));
        dialog.getFooter()
                .add(
                        Buttons.plain(Texts.t("ui.cancel"), dialog::close),
                        Buttons.primary(Texts.t("ui.server.add"), () -> {
                            operators.require();
                            registry.add(new ServerRegistry.NewServer(
                                    name.getValue().strip(),
                                    url.getValue().strip(),
                                    user.getValue().strip(),
                                    password.getValue()));
                            dialog.close();
                            changed.run();
                        }));
        dialog.open();
    }

    private Component cancel(TenantMove move) {
        if (move.state() != TenantMove.State.RUNNING) {
            return new Span();
        }
        return Buttons.plain(Texts.t("ui.move.cancel"), () -> {
            operators.require();
            moves.cancel(move.id());
            changed.run();
        });
    }

    private static State state(TenantMove move) {
        Tone tone = switch (move.state()) {
            case RUNNING -> Tone.WAITING;
            case DONE -> Tone.GOOD;
            case FAILED -> Tone.BAD;
            case CANCELLED -> Tone.NEUTRAL;
        };
        return new State(Texts.t("ui.move.state." + move.state()), tone);
    }

    private static String told(TenantMove move) {
        if (move.failure() != null) {
            return move.failure();
        }
        if (move.state() == TenantMove.State.CANCELLED) {
            return "";
        }
        String tables = Texts.t("ui.move.tables", move.tablesDone(), move.tables(), move.rows());
        Instant closed = move.closedAt();
        Instant ended = move.endedAt();
        return closed == null || ended == null
                ? tables
                : tables + ", "
                        + Texts.t(
                                "ui.move.closed",
                                Math.max(1, Duration.between(closed, ended).toSeconds()));
    }
}
