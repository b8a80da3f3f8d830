package coop.entrelacs.collaboration;

import coop.entrelacs.activities.BeforeInvoicesMove;
import coop.entrelacs.collaboration.ProjectView.Participant;
import coop.entrelacs.collaboration.ProjectView.Split;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The projects that a member of this cooperative leads: their only writer. Whatever changes one takes its row first, so two
 * signatures at once come one after the other, and tells the participants' cooperatives the whole project as it is then.
 */
@Component
class ProjectBook {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final ProjectReader reader;
    private final Fellows fellows;
    private final CollaborationFigures figures;
    private final LiveUpdates live;
    private final Clock clock;

    ProjectBook(
            JdbcClient jdbc,
            JsonMapper json,
            ProjectReader reader,
            Fellows fellows,
            CollaborationFigures figures,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.reader = reader;
        this.fellows = fellows;
        this.figures = figures;
        this.live = live;
        this.clock = clock;
    }

    /** The message that carries a project. */
    record Told(ProjectView project) {
        static final String KIND = "collab-project.v1";
    }

    void open(UUID id, Collaborators.Me lead, ProjectForm form) {
        jdbc.sql("INSERT INTO collab_project(id, lead, activity_id, title, body, budget_cents, opportunity_id, state,"
                        + " made_on) VALUES (?, ?, ?, ?, ?, ?, ?, 'SIGNING', ?)")
                .param(id)
                .param(lead.person())
                .param(lead.activity())
                .param(form.title())
                .param(form.text())
                .param(
                        form.budget() == null
                                ? null
                                : Objects.requireNonNull(form.budget()).cents())
                .param(form.opportunity())
                .param(LocalDate.now(clock))
                .update();
        join(id, lead.person(), CurrentTenant.id(), lead.shownName());
        event(id, "OPENED", lead.person(), "");
    }

    void join(UUID project, UUID person, TenantId cooperative, String shownName) {
        jdbc.sql("INSERT INTO collab_participant(project_id, person, cooperative, shown_name) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING")
                .params(project, person, cooperative.value(), shownName)
                .update();
    }

    /** Waits for whoever changes the project and then keeps others out until the transaction ends. */
    ProjectView lock(UUID project) {
        boolean there = jdbc.sql("SELECT 1 FROM collab_project WHERE id = ? FOR UPDATE")
                .param(project)
                .query(Integer.class)
                .optional()
                .isPresent();
        if (!there) {
            throw new NotFound("project", project);
        }
        return reader.load(project);
    }

    /**
     * Projects of these invoices come first: whoever validates, credits or pays locks them before the invoice's own rows, as the
     * partner's answers do (decision 0099).
     */
    @EventListener
    @Order(0)
    void lockFirst(BeforeInvoicesMove move) {
        jdbc.sql("SELECT id FROM collab_project WHERE id IN (SELECT project_id FROM collab_invoice WHERE"
                        + " invoice_id = ANY (?::uuid[])) ORDER BY id FOR UPDATE")
                .param(move.invoices().stream().map(UUID::toString).toArray(String[]::new))
                .query(UUID.class)
                .list();
    }

    /** A new version for all to sign; one that still waits is replaced by it. The version in force stays until then. */
    void propose(ProjectView project, SplitForm split) {
        requireOpen(project);
        Set<UUID> named = split.parts().stream().map(SplitForm.Part::person).collect(Collectors.toSet());
        for (Participant one : reader.load(project.id()).participants()) {
            if (one.leftOn() == null && !named.contains(one.person())) {
                throw new CollaborationRefused("collab-split-misses", one.shownName());
            }
            named.remove(one.person());
        }
        if (!named.isEmpty()) {
            throw new CollaborationRefused("collab-not-in-project");
        }
        int version = project.splits().stream().mapToInt(Split::version).max().orElse(0) + 1;
        jdbc.sql("UPDATE collab_split SET state = 'REPLACED' WHERE project_id = ? AND state = 'PROPOSED'")
                .param(project.id())
                .update();
        jdbc.sql("INSERT INTO collab_split(project_id, version, kind, parts, hash, state, proposed_on)"
                        + " VALUES (?, ?, ?, ?::jsonb, ?, 'PROPOSED', ?)")
                .params(
                        project.id(),
                        version,
                        split.kind().name(),
                        json.writeValueAsString(split.parts()),
                        split.hash(project.id(), version),
                        LocalDate.now(clock))
                .update();
        event(project.id(), "SPLIT_PROPOSED", project.lead(), String.valueOf(version));
    }

    /**
     * Applies what a participant said.
     *
     * @param from their cooperative
     * @throws CollaborationRefused before anything is written, where the project stands against it
     */
    void apply(TenantId from, Word word) {
        ProjectView project = lock(word.project());
        Participant who = project.participant(word.person())
                .filter(one -> one.cooperative().equals(from))
                .orElseThrow(() -> new CollaborationRefused("collab-not-in-project"));
        switch (word.kind()) {
            case SIGN -> sign(project, who, word);
            case TIME -> time(project, word);
            case SAY ->
                jdbc.sql("INSERT INTO collab_message(id, project_id, person, body, said_at) VALUES (?, ?, ?, ?, ?)")
                        .params(
                                word.id(),
                                project.id(),
                                word.person(),
                                words(word),
                                word.at().atOffset(ZoneOffset.UTC))
                        .update();
            case PAPER -> {
                jdbc.sql("INSERT INTO collab_document(id, project_id, person, title, address, added_on)"
                                + " VALUES (?, ?, ?, ?, ?, ?)")
                        .params(
                                word.id(),
                                project.id(),
                                word.person(),
                                words(word),
                                Objects.requireNonNull(word.address()),
                                LocalDate.ofInstant(word.at(), ZoneOffset.UTC))
                        .update();
                event(project.id(), "DOCUMENT", word.person(), "");
            }
            case LEAVE -> leave(project, who, word);
            case DISPUTE, RESOLVE -> throw new IllegalStateException("disputes are applied with the shares");
        }
    }

    private static String words(Word word) {
        return Objects.requireNonNull(word.words());
    }

    private void sign(ProjectView project, Participant who, Word word) {
        requireOpen(project);
        Split split = project.proposed()
                .filter(one -> Objects.equals(one.version(), word.version())
                        && one.hash().equals(word.hash()))
                .orElseThrow(() -> new CollaborationRefused("collab-split-outdated"));
        jdbc.sql("INSERT INTO collab_signature(project_id, version, person, hash, signed_at) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING")
                .params(
                        project.id(),
                        split.version(),
                        who.person(),
                        split.hash(),
                        word.at().atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("UPDATE collab_participant SET vat = ? WHERE project_id = ? AND person = ?")
                .params(Objects.requireNonNull(word.vat()), project.id(), who.person())
                .update();
        event(project.id(), "SIGNED", who.person(), String.valueOf(split.version()));
        ProjectView now = reader.load(project.id());
        Split signed = now.proposed().orElseThrow();
        if (signed.about().parts().stream().allMatch(part -> signed.signedBy(part.person()))) {
            jdbc.sql("UPDATE collab_split SET state = 'REPLACED' WHERE project_id = ? AND state = 'IN_FORCE'")
                    .param(project.id())
                    .update();
            jdbc.sql("UPDATE collab_split SET state = 'IN_FORCE', in_force_on = ? WHERE project_id = ? AND version = ?")
                    .params(LocalDate.now(clock), project.id(), signed.version())
                    .update();
            jdbc.sql("UPDATE collab_project SET state = 'ACTIVE' WHERE id = ?")
                    .param(project.id())
                    .update();
            event(project.id(), "IN_FORCE", null, String.valueOf(signed.version()));
        }
    }

    private void time(ProjectView project, Word word) {
        requireOpen(project);
        jdbc.sql("INSERT INTO collab_time(id, project_id, person, day, minutes, words) VALUES (?, ?, ?, ?, ?, ?)")
                .params(
                        word.id(),
                        project.id(),
                        word.person(),
                        Objects.requireNonNull(word.day()),
                        Objects.requireNonNull(word.minutes()),
                        words(word))
                .update();
    }

    /** What they did stays: shares of invoices, hours, words. How the rest is shared is for those who stay to sign. */
    private void leave(ProjectView project, Participant who, Word word) {
        requireOpen(project);
        if (who.person().equals(project.lead())) {
            throw new CollaborationRefused("collab-lead-leaves");
        }
        if (who.leftOn() != null) {
            return;
        }
        jdbc.sql("UPDATE collab_participant SET left_on = ? WHERE project_id = ? AND person = ?")
                .params(Objects.requireNonNull(word.day()), project.id(), who.person())
                .update();
        jdbc.sql("UPDATE collab_split SET state = 'REPLACED' WHERE project_id = ? AND state IN ('IN_FORCE',"
                        + " 'PROPOSED')")
                .param(project.id())
                .update();
        jdbc.sql("UPDATE collab_project SET state = 'SIGNING' WHERE id = ?")
                .param(project.id())
                .update();
        event(project.id(), "LEFT", who.person(), "");
    }

    void close(ProjectView project) {
        requireOpen(project);
        jdbc.sql("UPDATE collab_project SET state = 'CLOSED' WHERE id = ?")
                .param(project.id())
                .update();
        event(project.id(), "CLOSED", project.lead(), "");
    }

    static void requireOpen(ProjectView project) {
        if (project.state() == ProjectView.State.CLOSED) {
            throw new CollaborationRefused("collab-project-closed");
        }
    }

    void event(UUID project, String kind, @Nullable UUID person, String detail) {
        jdbc.sql("INSERT INTO collab_event(id, project_id, at, kind, person, detail) VALUES (?, ?, ?, ?, ?, ?)")
                .param(Ids.next())
                .param(project)
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(kind)
                .param(person)
                .param(detail)
                .update();
    }

    /** In a participant's cooperative: the newest revision replaces what it had. */
    void keep(TenantId sender, Told told) {
        ProjectView project = told.project();
        if (!project.cooperative().equals(sender)) {
            throw new IllegalStateException(sender + " tells a project of " + project.cooperative());
        }
        jdbc.sql("""
            INSERT INTO collab_copy(project_id, cooperative, revision, body) VALUES (?, ?, ?, ?::jsonb)
            ON CONFLICT (project_id) DO UPDATE SET revision = excluded.revision, body = excluded.body
            WHERE collab_copy.cooperative = excluded.cooperative AND collab_copy.revision < excluded.revision\
            """)
                .params(project.id(), sender.value(), project.revision(), json.writeValueAsString(project))
                .update();
        live.publish("project", project.id());
    }

    /** Ends a change: the next revision, told to every participant's cooperative. */
    void tell(UUID project) {
        jdbc.sql("UPDATE collab_project SET revision = revision + 1 WHERE id = ?")
                .param(project)
                .update();
        ProjectView view = reader.load(project);
        List<TenantId> others = new ArrayList<>(view.participants().stream()
                .map(Participant::cooperative)
                .distinct()
                .toList());
        others.remove(CurrentTenant.id());
        others.forEach(one -> fellows.tell(one, Told.KIND, new Told(view)));
        live.publish("project", project);
        figures.publish();
    }
}
