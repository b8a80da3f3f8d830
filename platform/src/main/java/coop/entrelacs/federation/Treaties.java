package coop.entrelacs.federation;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.federation.PoolMessages.TreatyAdopted;
import coop.entrelacs.federation.PoolMessages.TreatyOffered;
import coop.entrelacs.federation.Treaty.Adoption;
import coop.entrelacs.federation.Treaty.Version;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** In a federation: its treaties. The coordinator proposes, each cooperative adopts for itself, nobody is bound by what others adopt. */
@Service
public class Treaties {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Tenants tenants;
    private final Crossings crossings;
    private final PoolBooks books;
    private final PoolWeights weights;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    Treaties(
            JdbcClient jdbc,
            JsonMapper json,
            Tenants tenants,
            Crossings crossings,
            PoolBooks books,
            PoolWeights weights,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.tenants = tenants;
        this.crossings = crossings;
        this.books = books;
        this.weights = weights;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** A version to propose. */
    public record Proposal(
            Instrument fundKind,
            String name,
            TreatyTerms terms,
            LocalDate firstDay,
            @Nullable LocalDate lastDay,
            String decided) {
        public Proposal {
            Terms.required(fundKind, "fundKind");
            name = Terms.text(name, "name", 120);
            Terms.required(terms, "terms").suit(fundKind);
            Terms.required(firstDay, "firstDay");
            decided = Terms.text(decided, "decided", 200);
            if (lastDay != null && lastDay.isBefore(firstDay)) {
                throw new InvalidField("lastDay", "treaty-ends-before-it-begins", firstDay);
            }
        }
    }

    /**
     * Proposes the first or the next version of the treaty for a kind of fund to every cooperative of the federation.
     *
     * @throws InvalidField if it would begin before the version there is
     */
    @Transactional
    public Treaty propose(Proposal proposal) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        Tenant federation = federation();
        LocalDate today = LocalDate.now(clock);
        if (proposal.lastDay() != null && proposal.lastDay().isBefore(today)) {
            throw new InvalidField("lastDay", "treaty-over", proposal.lastDay());
        }
        Terms.near(proposal.firstDay(), "firstDay", today);
        jdbc.sql("INSERT INTO pool_treaty (id, fund_kind, name) VALUES (?, ?, ?) ON CONFLICT (fund_kind) DO NOTHING")
                .params(Ids.next(), proposal.fundKind().name(), proposal.name())
                .update();
        // the update holds the row: of two proposals at once one comes after the other, and counts up
        UUID id = jdbc.sql("UPDATE pool_treaty SET name = ? WHERE fund_kind = ? RETURNING id")
                .params(proposal.name(), proposal.fundKind().name())
                .query(UUID.class)
                .single();
        List<Version> before = get(id).versions();
        if (!before.isEmpty() && proposal.firstDay().isBefore(before.getFirst().firstDay())) {
            throw new InvalidField(
                    "firstDay", "treaty-out-of-order", before.getFirst().firstDay());
        }
        int number = before.isEmpty() ? 1 : before.getFirst().number() + 1;
        jdbc.sql("INSERT INTO pool_treaty_version (treaty_id, version, terms, first_day, last_day, decided_text,"
                        + " proposed_by, proposed_on) VALUES (?, ?, ?::jsonb, ?, ?, ?, ?, ?)")
                .params(Arrays.asList(
                        id,
                        number,
                        json.writeValueAsString(proposal.terms()),
                        proposal.firstDay(),
                        proposal.lastDay(),
                        proposal.decided(),
                        CurrentTenant.actor().accountable(),
                        today))
                .update();
        Treaty treaty = get(id);
        books.open(treaty);
        for (Tenant cooperative : tenants.cooperativesOf(federation.id())) {
            if (cooperative.state() != Tenant.State.CLOSED) {
                offer(cooperative.id(), treaty, treaty.latest());
            }
        }
        audit.record("treaty.proposed", "treaty:" + id, "version " + number);
        live.publish("pool", id);
        return get(id);
    }

    /** Offers what is in force or to come to a cooperative; what it has already is only told anew. */
    @Transactional
    public void offerTo(TenantId cooperative) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        if (tenants.cooperativesOf(federation().id()).stream()
                .noneMatch(one -> one.id().equals(cooperative))) {
            throw new NotFound("cooperative", cooperative);
        }
        for (Treaty treaty : list()) {
            toCome(treaty).forEach(one -> offer(cooperative, treaty, one));
        }
    }

    /**
     * Offers every version that is not over to every cooperative that was not offered it, because it joined later. Safe to repeat.
     *
     * @return how many offers were made
     */
    @Transactional
    public int offerMissing() {
        CurrentTenant.actor().require(Role.COORDINATOR);
        List<Treaty> all = list();
        if (all.isEmpty()) {
            return 0;
        }
        Set<Offered> known = Set.copyOf(jdbc.sql("SELECT treaty_id, version, cooperative FROM pool_offered")
                .query((row, n) ->
                        new Offered(row.getObject(1, UUID.class), row.getInt(2), new TenantId(row.getString(3))))
                .list());
        int made = 0;
        for (Tenant cooperative : tenants.cooperativesOf(federation().id())) {
            for (Treaty treaty : cooperative.state() == Tenant.State.CLOSED ? List.<Treaty>of() : all) {
                for (Version version : toCome(treaty)) {
                    if (!known.contains(new Offered(treaty.id(), version.number(), cooperative.id()))) {
                        offer(cooperative.id(), treaty, version);
                        made++;
                    }
                }
            }
        }
        return made;
    }

    private record Offered(UUID treaty, int version, TenantId cooperative) {}

    @EventListener
    void arrived(FiguresArrived figures) {
        figuresCame(figures.cooperative());
    }

    /** A cooperative told new figures: it is told its share of what it may still adopt, where that changed. */
    void figuresCame(TenantId cooperative) {
        for (Treaty treaty : read("ORDER BY t.fund_kind")) {
            for (Version version : toCome(treaty)) {
                if (version.by(cooperative).isEmpty()) {
                    String told = jdbc.sql("SELECT coalesce(share::text, '') FROM pool_offered WHERE treaty_id = ?"
                                    + " AND version = ? AND cooperative = ?")
                            .params(treaty.id(), version.number(), cooperative.value())
                            .query(String.class)
                            .optional()
                            .orElse("");
                    OwnShare now = share(treaty, version, cooperative);
                    OwnShare before = told.isEmpty() ? null : json.readValue(told, OwnShare.class);
                    if (now != null && !now.equals(before)) {
                        offer(cooperative, treaty, version);
                    }
                }
            }
        }
    }

    /** The oldest first. */
    private List<Version> toCome(Treaty treaty) {
        LocalDate today = LocalDate.now(clock);
        return treaty.versions().reversed().stream()
                .filter(one -> one.lastDay() == null || !one.lastDay().isBefore(today))
                .toList();
    }

    private @Nullable OwnShare share(Treaty treaty, Version version, TenantId cooperative) {
        LocalDate today = LocalDate.now(clock);
        Set<TenantId> among = new TreeSet<>(Comparator.comparing(TenantId::value));
        among.add(cooperative);
        if (version.inForce(today)) {
            version.adoptions().forEach(one -> among.add(one.cooperative()));
        } else {
            tenants.cooperativesOf(CurrentTenant.id()).stream()
                    .filter(one -> one.state() != Tenant.State.CLOSED)
                    .forEach(one -> among.add(one.id()));
        }
        return weights.share(treaty.id(), version, cooperative, among, today);
    }

    private void offer(TenantId cooperative, Treaty treaty, Version version) {
        OwnShare share = share(treaty, version, cooperative);
        jdbc.sql("INSERT INTO pool_offered (treaty_id, version, cooperative, share) VALUES (?, ?, ?, ?::jsonb)"
                        + " ON CONFLICT (treaty_id, version, cooperative) DO UPDATE SET share = excluded.share")
                .params(Arrays.asList(
                        treaty.id(),
                        version.number(),
                        cooperative.value(),
                        share == null ? null : json.writeValueAsString(share)))
                .update();
        crossings.send(
                cooperative,
                TreatyOffered.KIND,
                new TreatyOffered(
                        treaty.id(),
                        version.number(),
                        treaty.fundKind(),
                        treaty.name(),
                        version.terms(),
                        version.firstDay(),
                        version.lastDay(),
                        share,
                        version.quorumOn()));
    }

    /** Every treaty of the federation, by kind of fund. */
    @Transactional(readOnly = true)
    public List<Treaty> list() {
        reader();
        return read("ORDER BY t.fund_kind");
    }

    /** @throws NotFound if there is none */
    @Transactional(readOnly = true)
    public Treaty get(UUID id) {
        reader();
        return read("WHERE t.id = ?", id).stream().findFirst().orElseThrow(() -> new NotFound("treaty", id));
    }

    /**
     * Gives money to a common fund by a decision of the federation.
     *
     * @param fromAccount the account that gives, such as {@code 1068}
     * @param source names what is given; used again it is refused, so that nothing is given twice or dropped in silence
     * @throws PoolRefused if this source gave before
     * @throws InvalidField if the day is to come
     */
    @Transactional
    public Treaty endow(UUID treaty, Money amount, String fromAccount, LocalDate on, String decision, String source) {
        CurrentTenant.actor().require(Role.MANAGER);
        Treaty of = get(treaty);
        Terms.positive(amount, "amount");
        String said = Terms.text(decision, "decision", 200);
        Terms.happened(on, "on", LocalDate.now(clock));
        String once = "endowment:" + treaty + ":" + Terms.text(source, "source", 100);
        Boolean given = PoolRefused.guarded(() -> jdbc.sql("SELECT pool_endow(?, ?, ?, ?, ?)")
                .params(treaty, amount.cents(), once, on, Ids.next())
                .query(Boolean.class)
                .single());
        if (!given) {
            throw new PoolRefused("pool-source-used");
        }
        books.endowed(of, fromAccount, amount, on, said, "pool-" + once);
        audit.record("pool.endowed", "treaty:" + treaty, amount.toString());
        live.publish("pool", treaty);
        return get(treaty);
    }

    /** From a cooperative, by message: it adopted. With it the quorum may be reached: then everybody is told from when on. */
    void adopted(TenantId cooperative, TreatyAdopted adopted) {
        // locked: of two that arrive at once the second counts the first
        jdbc.sql("SELECT 1 FROM pool_treaty WHERE id = ? FOR UPDATE")
                .param(adopted.treaty())
                .query(Integer.class)
                .list();
        jdbc.sql("INSERT INTO pool_adoption (treaty_id, version, cooperative, adopted_on, body) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING")
                .params(
                        adopted.treaty(),
                        adopted.version(),
                        cooperative.value(),
                        adopted.on(),
                        adopted.body().name())
                .update();
        read("WHERE t.id = ?", adopted.treaty())
                .forEach(treaty -> treaty.versions().stream()
                        .filter(one -> one.number() == adopted.version())
                        .forEach(one -> countQuorum(treaty, one)));
        live.publish("pool", adopted.treaty());
    }

    private void countQuorum(Treaty treaty, Version version) {
        int adopted = version.adoptions().size();
        int offered = Math.max(version.offered(), adopted);
        if (version.terms().quorum() == null
                || version.quorumOn() != null
                || !version.terms().reached(adopted, offered)) {
            return;
        }
        // The day of the decision that made them enough, not the day on which its message arrived.
        LocalDate reachedOn = IntStream.rangeClosed(1, adopted)
                .filter(first -> version.terms().reached(first, offered))
                .mapToObj(first -> version.adoptions().stream()
                        .map(Adoption::on)
                        .sorted()
                        .skip(first - 1L)
                        .findFirst()
                        .orElseThrow())
                .findFirst()
                .orElseThrow();
        jdbc.sql("INSERT INTO pool_quorum (treaty_id, version, reached_on, adopted, offered) VALUES (?, ?, ?, ?, ?)")
                .params(treaty.id(), version.number(), reachedOn, adopted, offered)
                .update();
        audit.record("treaty.in-force", "treaty:" + treaty.id(), adopted + " / " + offered);
        Treaty now = read("WHERE t.id = ?", treaty.id()).getFirst();
        now.versions().stream()
                .filter(one -> one.number() == version.number())
                .forEach(one -> tenants.cooperativesOf(CurrentTenant.id()).stream()
                        .filter(cooperative -> cooperative.state() != Tenant.State.CLOSED)
                        .forEach(cooperative -> offer(cooperative.id(), now, one)));
    }

    /** @throws NotFound if the current tenant is no federation */
    Tenant federation() {
        Tenant current = tenants.current();
        if (current.kind() != Tenant.Kind.FEDERATION) {
            throw new NotFound("federation", current.id());
        }
        return current;
    }

    private void reader() {
        CurrentTenant.actor().require(Role.COORDINATOR, Role.MANAGER, Role.ACCOUNTANT);
        federation();
    }

    private List<Treaty> read(String which, Object... arguments) {
        record Key(UUID treaty, int version) {}
        Map<Key, List<Adoption>> adoptions = new HashMap<>();
        jdbc.sql("SELECT treaty_id, version, cooperative, adopted_on, body, received_at FROM pool_adoption"
                        + " ORDER BY adopted_on, cooperative")
                .query(row -> {
                    adoptions
                            .computeIfAbsent(
                                    new Key(row.getObject("treaty_id", UUID.class), row.getInt("version")),
                                    k -> new ArrayList<>())
                            .add(new Adoption(
                                    new TenantId(row.getString("cooperative")),
                                    row.getObject("adopted_on", LocalDate.class),
                                    DecidingBody.valueOf(row.getString("body")),
                                    row.getTimestamp("received_at").toInstant()));
                });
        Map<UUID, List<Version>> versions = new HashMap<>();
        jdbc.sql("SELECT v.treaty_id, v.version, v.terms::text AS terms, v.first_day, v.last_day,"
                        + " v.decided_text, v.proposed_on, q.reached_on, (SELECT count(*) FROM pool_offered o"
                        + " WHERE o.treaty_id = v.treaty_id AND o.version = v.version)::integer AS offered FROM"
                        + " pool_treaty_version v LEFT JOIN pool_quorum q ON q.treaty_id = v.treaty_id AND"
                        + " q.version = v.version ORDER BY v.version DESC")
                .query(row -> {
                    UUID treaty = row.getObject("treaty_id", UUID.class);
                    versions.computeIfAbsent(treaty, k -> new ArrayList<>())
                            .add(new Version(
                                    row.getInt("version"),
                                    json.readValue(row.getString("terms"), TreatyTerms.class),
                                    row.getObject("first_day", LocalDate.class),
                                    row.getObject("last_day", LocalDate.class),
                                    row.getString("decided_text"),
                                    row.getObject("proposed_on", LocalDate.class),
                                    adoptions.getOrDefault(new Key(treaty, row.getInt("version")), List.of()),
                                    row.getInt("offered"),
                                    row.getObject("reached_on", LocalDate.class)));
                });
        return jdbc.sql("""
            SELECT t.id, t.fund_kind, t.name, t.balance_cents,
                   (SELECT coalesce(sum(p.amount_cents), 0) FROM pool_call_part p JOIN pool_call c ON c.id = p.call_id
                     WHERE c.treaty_id = t.id AND p.settled_on IS NULL) AS called_cents
              FROM pool_treaty t
            """ + which)
                .params(arguments)
                .query((row, n) -> new Treaty(
                        row.getObject("id", UUID.class),
                        Instrument.valueOf(row.getString("fund_kind")),
                        row.getString("name"),
                        Money.ofCents(row.getLong("balance_cents")),
                        Money.ofCents(row.getLong("called_cents")),
                        versions.getOrDefault(row.getObject("id", UUID.class), List.of())))
                .list();
    }
}
