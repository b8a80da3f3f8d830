package coop.entrelacs.collaboration;

import coop.entrelacs.collaboration.ProjectView.Billed;
import coop.entrelacs.collaboration.ProjectView.Event;
import coop.entrelacs.collaboration.ProjectView.Paper;
import coop.entrelacs.collaboration.ProjectView.Participant;
import coop.entrelacs.collaboration.ProjectView.Said;
import coop.entrelacs.collaboration.ProjectView.Share;
import coop.entrelacs.collaboration.ProjectView.ShareKind;
import coop.entrelacs.collaboration.ProjectView.Signature;
import coop.entrelacs.collaboration.ProjectView.Split;
import coop.entrelacs.collaboration.ProjectView.SplitState;
import coop.entrelacs.collaboration.ProjectView.Time;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads projects: those led here from their tables, those of others from the copy they told. */
@Component
class ProjectReader {

    /** A page and a message hold so many of the newest; the lead's cooperative keeps all. */
    private static final int MOST = 200;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    ProjectReader(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    Optional<ProjectView> copy(UUID project) {
        return jdbc.sql("SELECT body::text FROM collab_copy WHERE project_id = ?")
                .param(project)
                .query((row, n) -> json.readValue(row.getString(1), ProjectView.class))
                .optional();
    }

    List<ProjectView> copies() {
        return jdbc.sql("SELECT body::text FROM collab_copy ORDER BY project_id DESC")
                .query((row, n) -> json.readValue(row.getString(1), ProjectView.class))
                .list();
    }

    List<UUID> led() {
        return jdbc.sql("SELECT id FROM collab_project ORDER BY id DESC")
                .query(UUID.class)
                .list();
    }

    boolean isLed(UUID project) {
        return jdbc.sql("SELECT count(*) FROM collab_project WHERE id = ?")
                        .param(project)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    ProjectView load(UUID project) {
        record Head(
                UUID lead,
                String title,
                String body,
                long budget,
                boolean priced,
                UUID opportunity,
                String state,
                long revision,
                LocalDate madeOn) {}
        Head head = jdbc.sql("SELECT * FROM collab_project WHERE id = ?")
                .param(project)
                .query((row, n) -> new Head(
                        row.getObject("lead", UUID.class),
                        row.getString("title"),
                        row.getString("body"),
                        row.getLong("budget_cents"),
                        row.getObject("budget_cents") != null,
                        row.getObject("opportunity_id", UUID.class),
                        row.getString("state"),
                        row.getLong("revision"),
                        row.getObject("made_on", LocalDate.class)))
                .optional()
                .orElseThrow(() -> new NotFound("project", project));
        return new ProjectView(
                project,
                CurrentTenant.id(),
                head.lead(),
                head.title(),
                head.body(),
                head.priced() ? Money.ofCents(head.budget()) : null,
                head.opportunity(),
                ProjectView.State.valueOf(head.state()),
                head.revision(),
                head.madeOn(),
                participants(project),
                splits(project),
                times(project),
                messages(project),
                documents(project),
                invoices(project),
                shares(project),
                events(project));
    }

    private List<Participant> participants(UUID project) {
        return jdbc.sql("SELECT person, cooperative, shown_name, left_on FROM collab_participant WHERE project_id = ?"
                        + " ORDER BY person = (SELECT lead FROM collab_project WHERE id = ?) DESC, shown_name, person")
                .params(project, project)
                .query((row, n) -> new Participant(
                        row.getObject(1, UUID.class),
                        new TenantId(row.getString(2)),
                        row.getString(3),
                        row.getObject(4, LocalDate.class)))
                .list();
    }

    private List<Split> splits(UUID project) {
        Map<Integer, List<Signature>> signatures = new HashMap<>();
        jdbc.sql("SELECT version, person, signed_at FROM collab_signature WHERE project_id = ? ORDER BY signed_at")
                .param(project)
                .query(row -> {
                    signatures
                            .computeIfAbsent(row.getInt(1), v -> new ArrayList<>())
                            .add(new Signature(
                                    row.getObject(2, UUID.class),
                                    row.getTimestamp(3).toInstant()));
                });
        return jdbc.sql("SELECT version, kind, parts::text, hash, state, proposed_on, in_force_on FROM collab_split"
                        + " WHERE project_id = ? ORDER BY version DESC")
                .param(project)
                .query((row, n) -> new Split(
                        row.getInt(1),
                        new SplitForm(
                                SplitForm.Kind.valueOf(row.getString(2)),
                                List.of(json.readValue(row.getString(3), SplitForm.Part[].class))),
                        row.getString(4),
                        SplitState.valueOf(row.getString(5)),
                        row.getObject(6, LocalDate.class),
                        row.getObject(7, LocalDate.class),
                        signatures.getOrDefault(row.getInt(1), List.of())))
                .list();
    }

    private List<Time> times(UUID project) {
        return jdbc.sql("SELECT id, person, day, minutes, words, invoice_id IS NOT NULL FROM collab_time"
                        + " WHERE project_id = ? ORDER BY day DESC, id DESC LIMIT " + MOST)
                .param(project)
                .query((row, n) -> new Time(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getObject(3, LocalDate.class),
                        row.getInt(4),
                        row.getString(5),
                        row.getBoolean(6)))
                .list();
    }

    private List<Said> messages(UUID project) {
        return jdbc.sql("SELECT id, person, body, said_at FROM collab_message WHERE project_id = ?"
                        + " ORDER BY said_at DESC, id DESC LIMIT " + MOST)
                .param(project)
                .query((row, n) -> new Said(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getTimestamp(4).toInstant()))
                .list();
    }

    private List<Paper> documents(UUID project) {
        return jdbc.sql("SELECT id, person, title, address, added_on FROM collab_document WHERE project_id = ?"
                        + " ORDER BY id DESC LIMIT " + MOST)
                .param(project)
                .query((row, n) -> new Paper(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getString(4),
                        row.getObject(5, LocalDate.class)))
                .list();
    }

    private List<Billed> invoices(UUID project) {
        return jdbc.sql("SELECT * FROM collab_invoice WHERE project_id = ? AND number IS NOT NULL"
                        + " ORDER BY issued_on DESC, number DESC")
                .param(project)
                .query((row, n) -> new Billed(
                        row.getObject("invoice_id", UUID.class),
                        row.getString("number"),
                        row.getObject("issued_on", LocalDate.class),
                        Money.ofCents(row.getLong("net_cents")),
                        Money.ofCents(row.getLong("gross_cents")),
                        Money.ofCents(row.getLong("credited_net_cents")),
                        Money.ofCents(row.getLong("paid_cents")),
                        Money.ofCents(row.getLong("remaining_cents"))))
                .list();
    }

    List<Share> shares(UUID project) {
        return jdbc.sql("SELECT s.* FROM collab_share s JOIN collab_invoice i ON i.invoice_id = s.invoice_id"
                        + " WHERE i.project_id = ? ORDER BY i.issued_on DESC, i.number DESC, s.id")
                .param(project)
                .query((row, n) -> share(row))
                .list();
    }

    List<Share> sharesOf(UUID invoice) {
        return jdbc.sql("SELECT * FROM collab_share WHERE invoice_id = ? ORDER BY id")
                .param(invoice)
                .query((row, n) -> share(row))
                .list();
    }

    Optional<Share> share(UUID id) {
        return jdbc.sql("SELECT * FROM collab_share WHERE id = ?")
                .param(id)
                .query((row, n) -> share(row))
                .optional();
    }

    private static Share share(ResultSet row) throws SQLException {
        ShareKind kind = ShareKind.valueOf(row.getString("kind"));
        Money net = Money.ofCents(row.getLong("net_cents"));
        Money held = Money.ofCents(row.getLong("held_cents"));
        Money credited =
                Money.ofCents(row.getLong(kind == ShareKind.MIRRORED ? "credited_gross_cents" : "credited_net_cents"));
        return new Share(
                row.getObject("id", UUID.class),
                row.getObject("invoice_id", UUID.class),
                row.getObject("person", UUID.class),
                new TenantId(row.getString("cooperative")),
                kind,
                net,
                Money.ofCents(row.getLong("gross_cents")),
                held,
                credited,
                // what the customer paid of the lead's own part needs no further step
                kind == ShareKind.LEAD
                        ? net.minus(credited).minus(held).max(Money.ZERO)
                        : Money.ofCents(row.getLong("settled_cents")),
                row.getString("number"),
                row.getString("dispute"));
    }

    private List<Event> events(UUID project) {
        return jdbc.sql("SELECT at, kind, person, detail FROM collab_event WHERE project_id = ?"
                        + " ORDER BY id DESC LIMIT " + MOST)
                .param(project)
                .query((row, n) -> new Event(
                        row.getTimestamp(1).toInstant(),
                        row.getString(2),
                        row.getObject(3, UUID.class),
                        row.getString(4)))
                .list();
    }
}
