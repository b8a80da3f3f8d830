package coop.entrelacs.collaboration;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.InvoiceForm;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.collaboration.ProjectView.Split;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Joint projects as the people of a cooperative see them and speak in them, whether they are led here or elsewhere. Members see
 * those they are in; advisors, accountants and managers follow those their cooperative takes part in.
 */
@Service
public class Projects {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Collaborators people;
    private final Fellows fellows;
    private final Directory directory;
    private final Opportunities opportunities;
    private final ProjectBook book;
    private final ProjectReader reader;
    private final ProjectShares shares;
    private final Activities activities;
    private final Invoices invoices;
    private final Audit audit;
    private final Clock clock;

    Projects(
            JdbcClient jdbc,
            JsonMapper json,
            Collaborators people,
            Fellows fellows,
            Directory directory,
            Opportunities opportunities,
            ProjectBook book,
            ProjectReader reader,
            ProjectShares shares,
            Activities activities,
            Invoices invoices,
            Audit audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.people = people;
        this.fellows = fellows;
        this.directory = directory;
        this.opportunities = opportunities;
        this.book = book;
        this.reader = reader;
        this.shares = shares;
        this.activities = activities;
        this.invoices = invoices;
        this.audit = audit;
        this.clock = clock;
    }

    /** What the asker can do in a project now. */
    public enum Act {
        SIGN,
        SPEAK,
        LEAVE,
        PROPOSE_SPLIT,
        BILL,
        CLOSE,
        DISPUTE
    }

    /**
     * A project as the asker sees it.
     *
     * @param me the asker's key, or null for staff who follow
     * @param activity of the asker, when they lead
     * @param waiting what the asker's cooperative sent and the lead's has not answered yet, in words of {@link Waiting}
     */
    public record Page(
            ProjectView project,
            @Nullable UUID me,
            @Nullable UUID activity,
            List<Act> may,
            List<Waiting> waiting) {}

    /** Said here, on its way. */
    public record Waiting(String kind, Instant at) {}

    /**
     * Opens a project and proposes its first split. Partners are people who were retained on an opportunity of this cooperative, or
     * stand in the directory; each has agreed to be shown.
     *
     * @param consent that the lead's shown name goes to the participants
     */
    @Transactional
    public UUID open(ProjectForm form, SplitForm split, boolean consent) {
        Collaborators.Me me = people.me();
        Texts.consent(consent);
        UUID id = Ids.next();
        people.agree(me.person(), Profile.Purpose.PROJECT, id);
        book.open(id, me, form);
        join(id, split);
        book.propose(book.lock(id), split);
        book.tell(id);
        audit.record("project.opened", "project:" + id, "");
        return id;
    }

    /** The lead proposes another split; it comes into force when all have signed it. Those newly named are asked in by it. */
    @Transactional
    public Page proposeSplit(UUID project, SplitForm split) {
        ProjectView locked = lockAsLead(project);
        join(project, split);
        book.propose(locked, split);
        book.tell(project);
        audit.record("project.split-proposed", "project:" + project, "");
        return get(project);
    }

    private void join(UUID project, SplitForm split) {
        List<UUID> there = reader.load(project).participants().stream()
                .map(ProjectView.Participant::person)
                .toList();
        for (SplitForm.Part part : split.parts()) {
            if (there.contains(part.person())) {
                continue;
            }
            Optional<Collaborators.Me> here = people.known(part.person());
            if (directory.find(part.person()).isPresent()) {
                DirectoryEntry entry = directory.find(part.person()).orElseThrow();
                book.join(project, entry.person(), entry.cooperative(), entry.shownName());
            } else {
                Opportunity.Proposal retained = opportunities
                        .retained(part.person())
                        .orElseThrow(() -> new CollaborationRefused("collab-person-unknown"));
                TenantId cooperative = here.isPresent() ? CurrentTenant.id() : retained.cooperative();
                book.join(project, retained.person(), cooperative, retained.shownName());
            }
        }
    }

    /**
     * Signs the proposed split as one read it. The signature is bound to its version and hash, dated here, and carries the consent.
     *
     * @throws CollaborationRefused {@code collab-split-outdated} if another version is proposed by now
     */
    @Transactional
    public Page sign(UUID project, int version, String hash, boolean consent) {
        Collaborators.Me me = people.me();
        Texts.consent(consent);
        ProjectView seen = visible(project);
        Split split = seen.proposed()
                .filter(one -> one.version() == version && one.hash().equals(hash))
                .orElseThrow(() -> new CollaborationRefused("collab-split-outdated"));
        if (split.about().parts().stream().noneMatch(part -> part.person().equals(me.person()))) {
            throw new CollaborationRefused("collab-not-in-project");
        }
        if (!split.about().hash(project, version).equals(hash)) {
            throw new CollaborationRefused("collab-split-outdated");
        }
        people.agree(me.person(), Profile.Purpose.PROJECT, project);
        String vat = activities.get(me.activity()).about().defaultVat();
        say(seen, me, new Draft(Word.Kind.SIGN).signing(version, hash, vat));
        audit.record("project.signed", "project:" + project, version + " " + hash);
        return get(project);
    }

    /** Records one's own hours. */
    @Transactional
    public Page recordTime(UUID project, @Nullable LocalDate day, @Nullable Integer minutes, @Nullable String words) {
        Collaborators.Me me = people.me();
        LocalDate on = Texts.present("day", day);
        int spent = Texts.present("minutes", minutes);
        if (spent < 1 || spent > 1440) {
            throw new InvalidField("minutes", "collab-minutes");
        }
        if (on.isAfter(LocalDate.now(clock))) {
            throw new InvalidField("day", "date-in-future", on);
        }
        say(mine(project), me, new Draft(Word.Kind.TIME).on(on, spent).saying(Texts.optional("words", words, 200)));
        return get(project);
    }

    @Transactional
    public Page say(UUID project, @Nullable String text) {
        Collaborators.Me me = people.me();
        say(mine(project), me, new Draft(Word.Kind.SAY).saying(Texts.required("text", text, 2000)));
        return get(project);
    }

    /** Names a document by title and address; the file itself stays where it is. */
    @Transactional
    public Page addDocument(UUID project, @Nullable String title, @Nullable String address) {
        Collaborators.Me me = people.me();
        String where = Texts.required("address", address, 500);
        try {
            URI uri = new URI(where);
            if (!"https".equals(uri.getScheme()) && !"http".equals(uri.getScheme())) {
                throw new InvalidField("address", "collab-address");
            }
        } catch (URISyntaxException e) {
            throw new InvalidField("address", "collab-address");
        }
        say(
                mine(project),
                me,
                new Draft(Word.Kind.PAPER)
                        .saying(Texts.required("title", title, 160))
                        .at(where));
        return get(project);
    }

    /** Leaves half-way. Shares of what was invoiced stay; the others agree on a split of the rest. */
    @Transactional
    public Page leave(UUID project, @Nullable LocalDate on) {
        Collaborators.Me me = people.me();
        LocalDate day = on == null ? LocalDate.now(clock) : on;
        ProjectView seen = mine(project);
        if (seen.lead().equals(me.person())) {
            throw new CollaborationRefused("collab-lead-leaves");
        }
        say(seen, me, new Draft(Word.Kind.LEAVE).on(day, null));
        audit.record("project.left", "project:" + project, "");
        return get(project);
    }

    /** Objects to one's part of an invoice: nothing more of it is released until it is settled. */
    @Transactional
    public Page dispute(UUID project, UUID share, @Nullable String words) {
        return disputed(project, share, Word.Kind.DISPUTE, Texts.required("words", words, 500));
    }

    /** Ends one's own dispute with what was agreed. */
    @Transactional
    public Page resolve(UUID project, UUID share, @Nullable String words) {
        return disputed(project, share, Word.Kind.RESOLVE, Texts.required("words", words, 500));
    }

    private Page disputed(UUID project, UUID share, Word.Kind kind, String words) {
        Collaborators.Me me = people.me();
        ProjectView seen = mine(project);
        ProjectView.Share found = seen.shares().stream()
                .filter(one -> one.id().equals(share) && one.person().equals(me.person()))
                .findFirst()
                .orElseThrow(() -> new NotFound("share", share));
        if ((found.dispute() == null) != (kind == Word.Kind.DISPUTE)
                || seen.lead().equals(me.person())) {
            throw new CollaborationRefused("collab-dispute-state");
        }
        say(seen, me, new Draft(kind).saying(words).about(share));
        audit.record("project." + kind.name().toLowerCase(java.util.Locale.ROOT), "share:" + share, "");
        return get(project);
    }

    /** The lead drafts an invoice to the customer; once validated it is shared out by the split in force. */
    @Transactional
    public UUID bill(UUID project, InvoiceForm form) {
        ProjectView locked = lockAsLead(project);
        ProjectBook.requireOpen(locked);
        if (locked.inForce().isEmpty()) {
            throw new CollaborationRefused("collab-no-split");
        }
        UUID activity = people.known(locked.lead()).orElseThrow().activity();
        if (!form.activity().equals(activity)) {
            throw new InvalidField("activity", "collab-activity");
        }
        UUID invoice = invoices.draft(form).id();
        jdbc.sql("INSERT INTO collab_invoice(invoice_id, project_id) VALUES (?, ?)")
                .params(invoice, project)
                .update();
        return invoice;
    }

    /** Ends a project; its money still takes its course. */
    @Transactional
    public Page close(UUID project) {
        book.close(lockAsLead(project));
        book.tell(project);
        audit.record("project.closed", "project:" + project, "");
        return get(project);
    }

    @Transactional(readOnly = true)
    public Page get(UUID project) {
        ProjectView view = visible(project);
        UUID me = people.ifAny()
                .map(Collaborators.Me::person)
                .filter(person -> view.participant(person).isPresent())
                .orElse(null);
        return new Page(view, me, activity(view, me), may(view, me), waiting(view, me));
    }

    /** The projects that the asker is in, or (for staff) that their cooperative takes part in; the newest first. */
    @Transactional(readOnly = true)
    public List<ProjectView> list() {
        Collaborators.requireAnyone();
        Optional<UUID> me = people.ifAny().map(Collaborators.Me::person);
        return Stream.concat(reader.led().stream().map(reader::load), reader.copies().stream())
                .filter(project -> Collaborators.seesAll()
                        || me.flatMap(project::participant).isPresent())
                .sorted(Comparator.comparing(ProjectView::id).reversed())
                .toList();
    }

    public String cooperativeName(TenantId cooperative) {
        return fellows.name(cooperative);
    }

    /** The project that a draft or validated invoice of this cooperative belongs to. */
    @Transactional(readOnly = true)
    public Optional<UUID> ofInvoice(UUID invoice) {
        return jdbc.sql("SELECT project_id FROM collab_invoice WHERE invoice_id = ? UNION"
                        + " SELECT project_id FROM collab_mirror WHERE invoice_id = ?")
                .params(invoice, invoice)
                .query(UUID.class)
                .optional();
    }

    private @Nullable UUID activity(ProjectView view, @Nullable UUID me) {
        return me != null && me.equals(view.lead())
                ? people.known(me).map(Collaborators.Me::activity).orElse(null)
                : null;
    }

    private static List<Act> may(ProjectView view, @Nullable UUID me) {
        if (me == null) {
            return List.of();
        }
        Stream.Builder<Act> may = Stream.builder();
        boolean lead = me.equals(view.lead());
        boolean open = view.state() != ProjectView.State.CLOSED;
        may.add(Act.SPEAK);
        if (!lead) {
            may.add(Act.DISPUTE);
        }
        if (open) {
            if (view.proposed()
                    .filter(split -> split.about().parts().stream()
                                    .anyMatch(part -> part.person().equals(me))
                            && !split.signedBy(me))
                    .isPresent()) {
                may.add(Act.SIGN);
            }
            if (lead) {
                may.add(Act.PROPOSE_SPLIT);
                may.add(Act.CLOSE);
                if (view.inForce().isPresent()) {
                    may.add(Act.BILL);
                }
            } else if (view.participant(me).orElseThrow().leftOn() == null) {
                may.add(Act.LEAVE);
            }
        }
        return may.build().toList();
    }

    /** What was said here and does not stand in the copy yet. */
    private List<Waiting> waiting(ProjectView view, @Nullable UUID me) {
        if (me == null || view.cooperative().equals(CurrentTenant.id())) {
            return List.of();
        }
        return jdbc.sql("SELECT w.kind, w.said_at FROM collab_word w JOIN crossing_out o ON o.id = w.message_id"
                        + " WHERE w.project_id = ? AND w.person = ? AND o.delivered_at IS NULL ORDER BY w.id")
                .params(view.id(), me)
                .query((row, n) -> new Waiting(
                        row.getString("kind"), row.getTimestamp("said_at").toInstant()))
                .list();
    }

    private ProjectView visible(UUID project) {
        Collaborators.requireAnyone();
        ProjectView view = reader.isLed(project)
                ? reader.load(project)
                : reader.copy(project).orElseThrow(() -> new NotFound("project", project));
        boolean in = people.ifAny().flatMap(me -> view.participant(me.person())).isPresent();
        if (!in && !Collaborators.seesAll()) {
            throw new NotFound("project", project);
        }
        return view;
    }

    private ProjectView mine(UUID project) {
        ProjectView view = visible(project);
        if (view.participant(people.me().person()).isEmpty()) {
            throw new NotAllowed(Role.MEMBER);
        }
        return view;
    }

    private ProjectView lockAsLead(UUID project) {
        ProjectView seen = visible(project);
        Collaborators.Me me = people.me();
        if (!seen.lead().equals(me.person()) || !reader.isLed(project)) {
            throw new NotAllowed(Role.MEMBER);
        }
        return book.lock(project);
    }

    /** A word before it is dated. */
    private static final class Draft {
        private final Word.Kind kind;
        private @Nullable Integer version;
        private @Nullable String hash;
        private @Nullable String vat;
        private @Nullable LocalDate day;
        private @Nullable Integer minutes;
        private @Nullable String words;
        private @Nullable String address;
        private @Nullable UUID share;

        Draft(Word.Kind kind) {
            this.kind = kind;
        }

        Draft signing(int signed, String bound, String charged) {
            version = signed;
            hash = bound;
            vat = charged;
            return this;
        }

        Draft on(LocalDate when, @Nullable Integer spent) {
            day = when;
            minutes = spent;
            return this;
        }

        Draft saying(String said) {
            words = said;
            return this;
        }

        Draft at(String where) {
            address = where;
            return this;
        }

        Draft about(UUID which) {
            share = which;
            return this;
        }
    }

    private void say(ProjectView project, Collaborators.Me me, Draft draft) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Word word = new Word(
                Ids.next(),
                project.id(),
                me.person(),
                draft.kind,
                now,
                draft.version,
                draft.hash,
                draft.vat,
                draft.day,
                draft.minutes,
                draft.words,
                draft.address,
                draft.share);
        if (project.cooperative().equals(CurrentTenant.id())) {
            shares.apply(CurrentTenant.id(), word);
            book.tell(project.id());
            return;
        }
        int kept = jdbc.sql("INSERT INTO collab_word(id, project_id, person, kind, body, said_at)"
                        + " VALUES (?, ?, ?, ?, ?::jsonb, ?) ON CONFLICT DO NOTHING")
                .params(
                        word.id(),
                        word.project(),
                        word.person(),
                        word.kind().name(),
                        json.writeValueAsString(word),
                        now.atOffset(ZoneOffset.UTC))
                .update();
        if (kept == 1) {
            UUID message = fellows.tell(project.cooperative(), Word.MESSAGE, word);
            jdbc.sql("UPDATE collab_word SET message_id = ? WHERE id = ?")
                    .params(message, word.id())
                    .update();
        }
    }
}
