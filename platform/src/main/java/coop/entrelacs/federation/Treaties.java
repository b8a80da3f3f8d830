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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    Treaties(
            JdbcClient jdbc,
            JsonMapper json,
            Tenants tenants,
            Crossings crossings,
            PoolBooks books,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.tenants = tenants;
        this.crossings = crossings;
        this.books = books;
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
                        CurrentTenant.actor().subject(),
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
        return treaty;
    }

    /** Offers what is in force or to come to a cooperative that joined later; what it has already changes nothing there. */
    @Transactional
    public void offerTo(TenantId cooperative) {
        CurrentTenant.actor().require(Role.COORDINATOR);
        if (tenants.cooperativesOf(federation().id()).stream()
                .noneMatch(one -> one.id().equals(cooperative))) {
            throw new NotFound("cooperative", cooperative);
        }
        LocalDate today = LocalDate.now(clock);
        for (Treaty treaty : list()) {
            treaty.versions().reversed().stream()
                    .filter(one -> one.lastDay() == null || !one.lastDay().isBefore(today))
                    .forEach(one -> offer(cooperative, treaty, one));
        }
    }

    private void offer(TenantId cooperative, Treaty treaty, Version version) {
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
                        version.lastDay()));
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

    /** From a cooperative, by message: it adopted. */
    void adopted(TenantId cooperative, TreatyAdopted adopted) {
        jdbc.sql("INSERT INTO pool_adoption (treaty_id, version, cooperative, adopted_on, body) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING")
                .params(
                        adopted.treaty(),
                        adopted.version(),
                        cooperative.value(),
                        adopted.on(),
                        adopted.body().name())
                .update();
        live.publish("pool", adopted.treaty());
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
        jdbc.sql("SELECT treaty_id, version, terms::text AS terms, first_day, last_day, decided_text, proposed_on"
                        + " FROM pool_treaty_version ORDER BY version DESC")
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
                                    adoptions.getOrDefault(new Key(treaty, row.getInt("version")), List.of())));
                });
        return jdbc.sql("""
            SELECT t.id, t.fund_kind, t.name, t.balance_cents,
                   (SELECT coalesce(sum(p.amount_cents), 0) FROM pool_call_part p JOIN pool_call c ON c.id = p.call_id
                     WHERE c.treaty_id = t.id AND p.settled_on IS NULL) AS called_cents
              FROM pool_treaty t\s\
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
