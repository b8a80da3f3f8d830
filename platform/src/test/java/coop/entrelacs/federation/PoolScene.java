package coop.entrelacs.federation;

import static org.awaitility.Awaitility.await;

import coop.entrelacs.TestTenants;
import coop.entrelacs.federation.Cover.QuotaShare;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundBore;
import coop.entrelacs.funds.FundTemplate;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Ground;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A federation of its own with cooperatives that have a relief fund, made by the services that people use. */
class PoolScene {

    static final LocalDate TODAY = LocalDate.now(ZoneId.of("Europe/Paris"));
    static final LocalDate YEAR = TODAY.withDayOfYear(1);

    final TestTenants tenants;
    final Treaties treaties;
    final PoolClaims claims;
    final PoolContributions contributions;
    final CooperativePool pool;
    final Funds funds;
    final Committees committees;
    final JdbcClient jdbc;
    final ApplicationEventPublisher events;
    final Federation figures;
    final NettingDesk desk;
    final NettingSide sides;
    final PositionPayments payments;
    final TransactionTemplate transaction;
    final TenantId federation;
    final Actor coordinator;
    final Actor second;

    static PoolScene in(AutowireCapableBeanFactory beans) {
        return beans.createBean(PoolScene.class);
    }

    PoolScene(
            TestTenants tenants,
            Treaties treaties,
            PoolClaims claims,
            PoolContributions contributions,
            CooperativePool pool,
            Funds funds,
            Committees committees,
            JdbcClient jdbc,
            ApplicationEventPublisher events,
            Federation figures,
            NettingDesk desk,
            NettingSide sides,
            PositionPayments payments,
            PlatformTransactionManager transactions) {
        this.tenants = tenants;
        this.treaties = treaties;
        this.claims = claims;
        this.contributions = contributions;
        this.pool = pool;
        this.funds = funds;
        this.committees = committees;
        this.jdbc = jdbc;
        this.events = events;
        this.figures = figures;
        this.desk = desk;
        this.sides = sides;
        this.payments = payments;
        this.transaction = new TransactionTemplate(transactions);
        this.federation = tenants.aFederation();
        this.coordinator = TestTenants.actor(federation, Role.COORDINATOR, Role.MANAGER);
        this.second = TestTenants.actor(federation, Role.COORDINATOR);
    }

    /** @param fund its relief fund */
    record Member(TenantId id, Actor manager, Fund fund) {}

    Member aCooperative() {
        TenantId id = tenants.aCooperativeOf(federation);
        Actor manager = TestTenants.manager(id);
        UUID committee = TestTenants.in(id, () -> committees.ensure("fonds", "Commission des fonds", 3, 24))
                .id();
        FundTemplate template = FundTemplate.all().stream()
                .filter(one -> one.name().equals("relief"))
                .findFirst()
                .orElseThrow();
        Fund fund = TestTenants.as(
                manager,
                () -> funds.open(
                        "relief",
                        "Fonds de secours",
                        committee,
                        template.accounts(),
                        template.terms(),
                        new Rulebook.Adoption("AG", YEAR),
                        YEAR));
        return new Member(id, manager, fund);
    }

    static TreatyTerms quotaShare(String share, String twoPersonsAbove) {
        return new TreatyTerms(
                new QuotaShare(Rate.percent(share)),
                Money.of("12000.00"),
                SharingKey.MEMBERS,
                Rate.ZERO,
                SharingKey.TURNOVER,
                Money.of("20000.00"),
                null,
                Money.of(twoPersonsAbove));
    }

    Treaty proposed(TreatyTerms terms) {
        return as(
                coordinator,
                () -> treaties.propose(new Treaties.Proposal(
                        Instrument.GRANT,
                        "Secours mutualisé",
                        terms,
                        YEAR,
                        null,
                        "Conseil du 3 janvier, résolution 2")));
    }

    /** Waits for the offer, adopts it and waits for the federation to know. */
    void adopts(Member cooperative, Treaty treaty, int version, LocalDate on) {
        await().until(() -> as(cooperative.manager(), () -> pool.offers()).stream()
                .anyMatch(one -> one.treaty().equals(treaty.id()) && one.version() == version));
        as(
                cooperative.manager(),
                () -> pool.adopt(treaty.id(), version, DecidingBody.BOARD, on, "PV du conseil, point 4"));
        await().until(() -> as(coordinator, () -> treaties.get(treaty.id())).versions().stream()
                .anyMatch(one ->
                        one.number() == version && one.by(cooperative.id()).isPresent()));
    }

    Treaty endowed(Treaty treaty, String amount) {
        return as(
                coordinator,
                () -> treaties.endow(treaty.id(), Money.of(amount), "1068", TODAY, "Dotation", "dot-" + Ids.next()));
    }

    /** Tells the federation how many people it has. */
    void publishes(Member cooperative, int members) {
        in(
                cooperative.id(),
                () -> figures.publish(List.of(
                        new MonthFigures(java.time.YearMonth.from(TODAY), members, 0, 0, Money.ZERO, Money.ZERO))));
    }

    Treaty endowedFrom(Treaty treaty, String amount, String account) {
        return as(
                coordinator,
                () -> treaties.endow(treaty.id(), Money.of(amount), account, TODAY, "Dotation", "dot-" + Ids.next()));
    }

    /** Nets what the federation and a cooperative owe one another, and waits until both have it in their books. */
    UUID netted(Member cooperative) {
        UUID netting = in(federation, () -> desk.start(TODAY)).netting();
        for (TenantId one : List.of(cooperative.id(), federation)) {
            await().until(() -> side(one, netting) == NettingSide.State.PROPOSED);
            Actor by = one.equals(federation) ? coordinator : cooperative.manager();
            as(by, () -> sides.approve(netting, sides.get(netting).round()));
        }
        for (TenantId one : List.of(cooperative.id(), federation)) {
            await().until(() -> side(one, netting) == NettingSide.State.SETTLED);
        }
        return netting;
    }

    private NettingSide.@Nullable State side(TenantId tenant, UUID netting) {
        return in(tenant, () -> sides.all(null, 10)).stream()
                .filter(one -> one.netting().equals(netting))
                .map(NettingSide.Side::state)
                .findFirst()
                .orElse(null);
    }

    /** The transfers of a netting stand on the statement. */
    void recorded(TenantId tenant, UUID netting) {
        in(tenant, () -> {
            payments.ofNetting(netting).forEach(one -> payments.record(one.id(), TODAY));
            return true;
        });
    }

    /** The fund bears a loss, as if it had paid a request. */
    UUID bears(Member cooperative, String amount, LocalDate decidedOn) {
        UUID request = Ids.next();
        in(cooperative.id(), () -> {
            transaction.executeWithoutResult(
                    status -> events.publishEvent(loss(cooperative, request, amount, decidedOn)));
            return true;
        });
        return request;
    }

    static FundBore loss(Member cooperative, UUID request, String amount, LocalDate decidedOn) {
        return new FundBore(
                request,
                cooperative.fund().id(),
                Instrument.GRANT,
                Money.of(amount),
                Money.of(amount),
                Money.of(amount),
                Ground.NEED_SHOWN,
                decidedOn,
                TODAY);
    }

    ClaimView arrived(Member cooperative) {
        await().until(() -> !claimsOf(cooperative).isEmpty());
        return claimsOf(cooperative).getLast();
    }

    List<ClaimView> claimsOf(Member cooperative) {
        return as(coordinator, () -> claims.list(PoolClaims.Filter.all(), null, 100)).items().stream()
                .filter(one -> one.cooperative().equals(cooperative.id()))
                .toList();
    }

    ClaimView claim(UUID id) {
        return as(coordinator, () -> claims.get(id)).claim();
    }

    PoolClaims.Acceptance accepts(Actor by, ClaimView claim, String amount) {
        ReviewReason reason = Money.of(amount).equals(claim.told()) ? null : ReviewReason.SHARED_MEANS;
        return as(by, () -> claims.accept(claim.id(), claim.seen(), Money.of(amount), reason, null));
    }

    Cession cession(Member cooperative, UUID claim) {
        return as(cooperative.manager(), () -> pool.cession(claim));
    }

    /** Settles one side of a position, as a netting or a payment does. */
    void settle(TenantId tenant, UUID position) {
        in(
                tenant,
                () -> transaction.execute(status -> {
                    record Row(String kind, String direction, String counterpart, long amountCents) {}
                    jdbc.sql("SELECT positions_settle(?, NULL, ?)")
                            .params(new UUID[] {position}, TODAY)
                            .query((row, n) -> row.getObject(1))
                            .list();
                    Row row = jdbc.sql(
                                    "SELECT kind, direction, counterpart, amount_cents FROM mutual_position WHERE id ="
                                            + " ?")
                            .param(position)
                            .query(Row.class)
                            .single();
                    events.publishEvent(new PositionsSettled(List.of(new PositionSettled(
                            position,
                            Positions.Kind.valueOf(row.kind()),
                            Positions.Direction.valueOf(row.direction()),
                            new TenantId(row.counterpart()),
                            Money.ofCents(row.amountCents()),
                            TODAY))));
                    return true;
                }));
    }

    /** What an account holds in a tenant's books: credit above zero. */
    Money credit(TenantId tenant, String account) {
        return in(
                tenant,
                () -> Money.ofCents(jdbc.sql("SELECT coalesce(-sum(l.amount_cents), 0) FROM journal_line l"
                                + " JOIN account a ON a.id = l.account_id WHERE a.number = ?")
                        .param(account)
                        .query(Long.class)
                        .single()));
    }

    /** Open positions of a tenant: what it is owed less what it owes. */
    Money positions(TenantId tenant) {
        return in(
                tenant,
                () -> Money.ofCents(
                        jdbc.sql("SELECT coalesce(sum(CASE direction WHEN 'RECEIVABLE' THEN amount_cents ELSE"
                                        + " -amount_cents END), 0) FROM mutual_position WHERE state <> 'SETTLED'")
                                .query(Long.class)
                                .single()));
    }

    static <T extends @Nullable Object> T as(Actor actor, Callable<T> work) {
        return TestTenants.as(actor, work);
    }

    static <T extends @Nullable Object> T in(TenantId tenant, Callable<T> work) {
        return TestTenants.in(tenant, work);
    }

    /** Every row of every table of a tenant's schema that can be read, as text. */
    String everythingIn(TenantId tenant) {
        return in(tenant, () -> {
            StringBuilder all = new StringBuilder();
            for (String table : jdbc.sql(
                            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
                                    + " AND relkind = 'r' AND has_table_privilege(oid, 'SELECT')")
                    .query(String.class)
                    .list()) {
                jdbc.sql("SELECT coalesce(string_agg(t::text, ' '), '') FROM " + table + " t")
                        .query(String.class)
                        .list()
                        .forEach(all::append);
            }
            return all.toString();
        });
    }
}
