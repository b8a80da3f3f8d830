package coop.entrelacs.collaboration;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.collaboration.Opportunity.Answer;
import coop.entrelacs.collaboration.Opportunity.Outcome;
import coop.entrelacs.collaboration.Opportunity.Proposal;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Opportunities published to the cooperatives of the federation. The publisher's cooperative owns one and tells the others;
 * proposals travel to it and are read there by whoever published.
 */
@Service
public class Opportunities {

    private final JdbcClient jdbc;
    private final Collaborators people;
    private final Fellows fellows;
    private final Directory directory;
    private final CollaborationFigures figures;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    Opportunities(
            JdbcClient jdbc,
            Collaborators people,
            Fellows fellows,
            Directory directory,
            CollaborationFigures figures,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.people = people;
        this.fellows = fellows;
        this.directory = directory;
        this.figures = figures;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /**
     * Publishes an opportunity: as oneself (with consent that the shown name goes with it), or as the support team in the
     * cooperative's name.
     */
    @Transactional
    public UUID publish(OpportunityForm form, boolean asTeam, boolean consent) {
        CurrentTenant.actor().require(Role.MEMBER, Role.ADVISOR, Role.MANAGER);
        if (form.deadline().isBefore(LocalDate.now(clock))) {
            throw new InvalidField("deadline", "collab-deadline-past", form.deadline());
        }
        UUID id = Ids.next();
        Collaborators.Me me = null;
        if (asTeam) {
            CurrentTenant.actor().require(Role.ADVISOR, Role.MANAGER);
        } else {
            me = people.me();
            Texts.consent(consent);
            people.agree(me.person(), Profile.Purpose.OPPORTUNITY, id);
        }
        Told told = new Told(
                id,
                me == null ? null : me.person(),
                me == null ? fellows.name(CurrentTenant.id()) : me.shownName(),
                form,
                true,
                null,
                "",
                LocalDate.now(clock),
                null);
        keep(CurrentTenant.id(), told);
        fellows.tellAll(Told.KIND, told);
        audit.record("opportunity.published", "opportunity:" + id, "");
        figures.publish();
        return id;
    }

    /** Ends one's opportunity; proposals that wait are declined by it. */
    @Transactional
    public Opportunity close(UUID id, long version, Outcome outcome, @Nullable String words) {
        Opportunity found = own(id);
        String said = Texts.optional("words", words, 500);
        int changed = jdbc.sql("UPDATE collab_opportunity SET state = 'CLOSED', outcome = ?, outcome_words = ?,"
                        + " closed_on = ?, version = version + 1 WHERE id = ? AND version = ? AND state = 'OPEN'")
                .params(outcome.name(), said, LocalDate.now(clock), id, version)
                .update();
        if (changed == 0) {
            if (found.open()) {
                throw new ChangedMeanwhile();
            }
            throw new CollaborationRefused("collab-opportunity-closed");
        }
        for (Proposal waiting : found.proposals()) {
            if (waiting.answer() == Answer.MADE) {
                answered(waiting, Answer.DECLINED);
            }
        }
        fellows.tellAll(Told.KIND, told(id));
        audit.record("opportunity.closed", "opportunity:" + id, outcome.name());
        live.publish("opportunity", id);
        figures.publish();
        return get(id);
    }

    /** A member would do it. Who published reads it with the shown name: the consent is dated. */
    @Transactional
    public UUID propose(UUID opportunity, @Nullable String text, boolean consent) {
        Collaborators.Me me = people.me();
        String words = Texts.required("text", text, 2000);
        Texts.consent(consent);
        Opportunity found = get(opportunity);
        if (me.person().equals(found.author())) {
            throw new CollaborationRefused("collab-own-opportunity");
        }
        if (!found.open() || found.about().deadline().isBefore(LocalDate.now(clock))) {
            throw new CollaborationRefused("collab-opportunity-closed");
        }
        UUID id = Ids.next();
        Proposed proposed = new Proposed(id, opportunity, me.person(), me.shownName(), words, LocalDate.now(clock));
        if (!keep(CurrentTenant.id(), proposed)) {
            throw new CollaborationRefused("collab-proposed-twice");
        }
        people.agree(me.person(), Profile.Purpose.PROPOSAL, opportunity);
        if (!found.cooperative().equals(CurrentTenant.id())) {
            fellows.tell(found.cooperative(), Proposed.KIND, proposed);
        }
        return id;
    }

    /** Who published answers a proposal. Whoever is retained can be asked into a project. */
    @Transactional
    public Opportunity answer(UUID opportunity, UUID proposal, Answer answer) {
        Opportunity found = own(opportunity);
        Proposal one = found.proposals().stream()
                .filter(p -> p.id().equals(proposal))
                .findFirst()
                .orElseThrow(() -> new NotFound("proposal", proposal));
        if (answer == Answer.MADE) {
            throw new InvalidField("answer", "required");
        }
        answered(one, answer);
        live.publish("opportunity", opportunity);
        return get(opportunity);
    }

    private void answered(Proposal one, Answer answer) {
        jdbc.sql("UPDATE collab_proposal SET state = ? WHERE id = ?")
                .params(answer.name(), one.id())
                .update();
        if (!one.cooperative().equals(CurrentTenant.id())) {
            fellows.tell(one.cooperative(), Answered.KIND, new Answered(one.id(), answer));
        }
    }

    @Transactional(readOnly = true)
    public Opportunity get(UUID id) {
        Collaborators.requireAnyone();
        Optional<UUID> me = people.ifAny().map(Collaborators.Me::person);
        Opportunity bare = jdbc.sql("SELECT * FROM collab_opportunity WHERE id = ?")
                .param(id)
                .query((row, n) -> opportunity(row))
                .optional()
                .orElseThrow(() -> new NotFound("opportunity", id));
        boolean mine = mine(bare, me);
        boolean all = mine || (Collaborators.seesAll() && bare.cooperative().equals(CurrentTenant.id()));
        List<Proposal> proposals = jdbc
                .sql("SELECT * FROM collab_proposal WHERE opportunity_id = ? ORDER BY id")
                .param(id)
                .query((row, n) -> proposal(row))
                .list()
                .stream()
                .filter(p -> all
                        || me.filter(p.person()::equals).isPresent()
                        || (Collaborators.seesAll() && p.cooperative().equals(CurrentTenant.id())))
                .toList();
        return with(bare, proposals, mine);
    }

    /** Opportunities of all cooperatives, the newest first. */
    @Transactional
    public Page<Opportunity> list(
            @Nullable Boolean open, @Nullable String text, @Nullable String after, @Nullable Integer limit) {
        Collaborators.requireAnyone();
        directory.greet();
        int most = Page.limit(limit);
        Optional<UUID> me = people.ifAny().map(Collaborators.Me::person);
        List<Opportunity> rows = jdbc
                .sql("""
                    SELECT * FROM collab_opportunity
                     WHERE (cast(:state AS text) IS NULL OR state = :state)
                       AND NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w
                                   WHERE strpos(folded(concat_ws(' ', title, body, array_to_string(skills, ' '))), w) = 0)
                       AND (:after = '' OR id::text < :after)
                     ORDER BY id::text DESC LIMIT :limit\
                    """)
                .param("state", open == null ? null : open ? "OPEN" : "CLOSED")
                .param("words", Folding.words(text))
                .param("after", after == null ? "" : after)
                .param("limit", most + 1)
                .query((row, n) -> opportunity(row))
                .list()
                .stream()
                .map(one -> with(one, List.of(), mine(one, me)))
                .toList();
        return Page.of(rows, most, one -> one.id().toString());
    }

    private static boolean mine(Opportunity one, Optional<UUID> me) {
        if (!one.cooperative().equals(CurrentTenant.id())) {
            return false;
        }
        return one.author() == null
                ? CurrentTenant.actor().isAnyOf(Role.ADVISOR, Role.MANAGER)
                : me.filter(one.author()::equals).isPresent();
    }

    /** @throws NotAllowed if it is another's */
    private Opportunity own(UUID id) {
        Opportunity found = get(id);
        if (!found.mine()) {
            throw new NotAllowed(Role.MEMBER);
        }
        return found;
    }

    /** Somebody who was retained on an opportunity of this cooperative. */
    Optional<Proposal> retained(UUID person) {
        return jdbc.sql("SELECT p.* FROM collab_proposal p JOIN collab_opportunity o ON o.id = p.opportunity_id WHERE"
                        + " p.person = ? AND p.state = 'RETAINED' AND o.cooperative = ? ORDER BY p.id DESC LIMIT"
                        + " 1")
                .params(person, CurrentTenant.id().value())
                .query((row, n) -> proposal(row))
                .optional();
    }

    void tellAbout(TenantId newcomer) {
        jdbc.sql("SELECT id FROM collab_opportunity WHERE cooperative = ? AND state = 'OPEN' ORDER BY id")
                .param(CurrentTenant.id().value())
                .query(UUID.class)
                .list()
                .forEach(id -> fellows.tell(newcomer, Told.KIND, told(id)));
    }

    private Told told(UUID id) {
        return jdbc.sql("SELECT * FROM collab_opportunity WHERE id = ?")
                .param(id)
                .query((row, n) -> {
                    Opportunity one = opportunity(row);
                    return new Told(
                            id,
                            one.author(),
                            one.authorName(),
                            one.about(),
                            one.open(),
                            one.outcome(),
                            one.outcomeWords(),
                            one.publishedOn(),
                            row.getObject("closed_on", LocalDate.class));
                })
                .single();
    }

    void answered(TenantId cooperative, Answered told) {
        jdbc.sql("UPDATE collab_proposal p SET state = ? FROM collab_opportunity o WHERE p.id = ?"
                        + " AND o.id = p.opportunity_id AND o.cooperative = ?")
                .params(told.answer().name(), told.proposal(), cooperative.value())
                .update();
        live.publish("opportunity", told.proposal());
    }

    void keep(TenantId cooperative, Told told) {
        OpportunityForm about = told.about();
        jdbc.sql("""
            INSERT INTO collab_opportunity(id, cooperative, author, author_name, title, body, skills, budget_cents,
                deadline, state, outcome, outcome_words, published_on, closed_on)
            VALUES (:id, :cooperative, :author, :name, :title, :body, :skills, :budget, :deadline, :state, :outcome,
                :words, :published, :closed)
            ON CONFLICT (id) DO UPDATE SET state = excluded.state, outcome = excluded.outcome,
                outcome_words = excluded.outcome_words, closed_on = excluded.closed_on,
                version = collab_opportunity.version + 1
            WHERE collab_opportunity.cooperative = excluded.cooperative\
            """)
                .param("id", told.id())
                .param("cooperative", cooperative.value())
                .param("author", told.author())
                .param("name", told.authorName())
                .param("title", about.title())
                .param("body", about.text())
                .param("skills", about.skills().toArray(new String[0]))
                .param(
                        "budget",
                        about.budget() == null
                                ? null
                                : Objects.requireNonNull(about.budget()).cents())
                .param("deadline", about.deadline())
                .param("state", told.open() ? "OPEN" : "CLOSED")
                .param("outcome", told.outcome() == null ? null : told.outcome().name())
                .param("words", told.outcomeWords())
                .param("published", told.publishedOn())
                .param("closed", told.closedOn())
                .update();
        live.publish("opportunity", told.id());
    }

    boolean keep(TenantId cooperative, Proposed proposed) {
        int kept = jdbc.sql(
                        "INSERT INTO collab_proposal(id, opportunity_id, cooperative, person, shown_name, body, state,"
                                + " made_on) VALUES (?, ?, ?, ?, ?, ?, 'MADE', ?) ON CONFLICT DO NOTHING")
                .params(
                        proposed.id(),
                        proposed.opportunity(),
                        cooperative.value(),
                        proposed.person(),
                        proposed.shownName(),
                        proposed.text(),
                        proposed.madeOn())
                .update();
        live.publish("opportunity", proposed.opportunity());
        return kept == 1;
    }

    private static Opportunity with(Opportunity one, List<Proposal> proposals, boolean mine) {
        return new Opportunity(
                one.id(),
                one.cooperative(),
                one.cooperativeName(),
                one.author(),
                one.authorName(),
                one.about(),
                one.open(),
                one.outcome(),
                one.outcomeWords(),
                one.publishedOn(),
                one.version(),
                proposals,
                mine);
    }

    private Opportunity opportunity(ResultSet row) throws SQLException {
        TenantId cooperative = new TenantId(row.getString("cooperative"));
        long cents = row.getLong("budget_cents");
        Money budget = row.wasNull() ? null : Money.ofCents(cents);
        String outcome = row.getString("outcome");
        return new Opportunity(
                row.getObject("id", UUID.class),
                cooperative,
                fellows.name(cooperative),
                row.getObject("author", UUID.class),
                row.getString("author_name"),
                new OpportunityForm(
                        row.getString("title"),
                        row.getString("body"),
                        Collaborators.texts(row, "skills"),
                        budget,
                        row.getObject("deadline", LocalDate.class)),
                row.getString("state").equals("OPEN"),
                outcome == null ? null : Outcome.valueOf(outcome),
                row.getString("outcome_words"),
                row.getObject("published_on", LocalDate.class),
                row.getLong("version"),
                List.of(),
                false);
    }

    private Proposal proposal(ResultSet row) throws SQLException {
        TenantId cooperative = new TenantId(row.getString("cooperative"));
        return new Proposal(
                row.getObject("id", UUID.class),
                cooperative,
                fellows.name(cooperative),
                row.getObject("person", UUID.class),
                row.getString("shown_name"),
                row.getString("body"),
                Answer.valueOf(row.getString("state")),
                row.getObject("made_on", LocalDate.class));
    }

    // What crosses

    record Told(
            UUID id,
            @Nullable UUID author,
            String authorName,
            OpportunityForm about,
            boolean open,
            @Nullable Outcome outcome,
            String outcomeWords,
            LocalDate publishedOn,
            @Nullable LocalDate closedOn) {
        static final String KIND = "collab-opportunity.v1";
    }

    record Proposed(UUID id, UUID opportunity, UUID person, String shownName, String text, LocalDate madeOn) {
        static final String KIND = "collab-proposal.v1";
    }

    record Answered(UUID proposal, Answer answer) {
        static final String KIND = "collab-answer.v1";
    }
}
