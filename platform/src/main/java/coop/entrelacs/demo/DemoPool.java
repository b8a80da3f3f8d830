package coop.entrelacs.demo;

import coop.entrelacs.demo.Plan.PlannedTenant;
import coop.entrelacs.federation.ClaimView;
import coop.entrelacs.federation.ClaimView.ClaimStage;
import coop.entrelacs.federation.CooperativePool;
import coop.entrelacs.federation.Cover;
import coop.entrelacs.federation.DecidingBody;
import coop.entrelacs.federation.Federation;
import coop.entrelacs.federation.PoolClaims;
import coop.entrelacs.federation.PoolContributions;
import coop.entrelacs.federation.PoolPublication;
import coop.entrelacs.federation.ReviewReason;
import coop.entrelacs.federation.SharingKey;
import coop.entrelacs.federation.Treaties;
import coop.entrelacs.federation.Treaty;
import coop.entrelacs.federation.TreatyOffer;
import coop.entrelacs.federation.TreatyTerms;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What the demo's cooperatives share of their risks: a quota share of relief and an excess of guarantees, adopted by three of the
 * four; contributions called; and of what their funds then pay, claims accepted, asked about, refused and waiting.
 */
@Component
class DemoPool {

    private static final Logger LOG = LoggerFactory.getLogger(DemoPool.class);
    private static final List<String> ADOPTING = List.of("brindille", "atelier-commun", "mosaique");
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Federation federation;
    private final Treaties treaties;
    private final CooperativePool pool;
    private final PoolClaims claims;
    private final PoolContributions contributions;
    private final PoolPublication publication;
    private final DemoMembers people;
    private final Once once;
    private final Clock clock;

    DemoPool(
            Federation federation,
            Treaties treaties,
            CooperativePool pool,
            PoolClaims claims,
            PoolContributions contributions,
            PoolPublication publication,
            DemoMembers people,
            Once once,
            Clock clock) {
        this.federation = federation;
        this.treaties = treaties;
        this.pool = pool;
        this.claims = claims;
        this.contributions = contributions;
        this.publication = publication;
        this.people = people;
        this.once = once;
        this.clock = clock;
    }

    /** Before the funds help anybody: what is decided afterwards falls under the treaties. */
    void agree(Plan plan) {
        Actor coordinator = people.actor(federation(plan), Role.COORDINATOR);
        LocalDate first = quarter().minusMonths(3);
        CurrentTenant.run(coordinator, () -> {
            UUID relief = once.id(
                    "pool:relief",
                    () -> treaties.propose(new Treaties.Proposal(
                                    Instrument.GRANT,
                                    "Secours mutualisé",
                                    terms(
                                            new Cover.QuotaShare(Rate.percent("60")),
                                            "9600.00",
                                            SharingKey.MEMBERS,
                                            "1500.00"),
                                    first,
                                    null,
                                    "Conseil d’Archipel, résolution 3 : 4 coopératives pour"))
                            .id());
            UUID guarantee = once.id(
                    "pool:guarantee",
                    () -> treaties.propose(new Treaties.Proposal(
                                    Instrument.GUARANTEE,
                                    "Garantie mutualisée",
                                    terms(
                                            new Cover.Excess(Money.of("400.00"), Money.of("5000.00")),
                                            "6000.00",
                                            SharingKey.TURNOVER,
                                            "2000.00"),
                                    first,
                                    null,
                                    "Conseil d’Archipel, résolution 4 : 3 coopératives pour, 1 abstention"))
                            .id());
            once.run(
                    "pool:relief:endowed",
                    () -> treaties.endow(
                            relief,
                            Money.of("8000.00"),
                            "512",
                            first,
                            "Apport de départ des coopératives, résolution 3",
                            "demo"));
            once.run(
                    "pool:guarantee:endowed",
                    () -> treaties.endow(
                            guarantee,
                            Money.of("5000.00"),
                            "512",
                            first,
                            "Apport de départ des coopératives, résolution 4",
                            "demo"));
        });
        for (PlannedTenant tenant : plan.tenants()) {
            if (ADOPTING.contains(tenant.id().value())) {
                adopt(tenant, first);
            }
        }
        awaited(() -> CurrentTenant.get(coordinator, treaties::list).stream()
                .allMatch(one -> one.latest().adoptions().size() == ADOPTING.size()));
    }

    private void adopt(PlannedTenant tenant, LocalDate first) {
        Actor manager = people.actor(tenant, Role.MANAGER);
        awaited(() -> CurrentTenant.get(manager, pool::offers).size() == 2);
        CurrentTenant.run(
                manager,
                () -> pool.offers().stream().filter(one -> !one.adopted()).forEach(one -> adopt(one, first)));
    }

    private void adopt(TreatyOffer offer, LocalDate first) {
        pool.adopt(
                offer.treaty(),
                offer.version(),
                offer.fundKind() == Instrument.GRANT ? DecidingBody.GENERAL_MEETING : DecidingBody.BOARD,
                first,
                offer.fundKind() == Instrument.GRANT ? "Assemblée générale, résolution 9" : "Conseil, point 5");
    }

    /** After the funds helped: the quarter is called, and the coordinator looks at what was ceded. */
    void review(Plan plan) {
        Actor coordinator = people.actor(federation(plan), Role.COORDINATOR);
        long ceded = plan.tenants().stream()
                .filter(PlannedTenant::isCooperative)
                .mapToLong(one -> CurrentTenant.get(people.actor(one, Role.MANAGER), pool::cessions)
                        .size())
                .sum();
        publication.publishAll(plan.federation());
        awaited(() -> CurrentTenant.get(coordinator, this::all).size() == ceded);
        // calls are split by what cooperatives published
        awaited(() -> CurrentTenant.get(coordinator, () -> federation.cooperatives(1)).stream()
                .noneMatch(one -> one.months().isEmpty()));
        CurrentTenant.run(coordinator, () -> {
            LocalDate quarter = quarter();
            for (Treaty treaty : treaties.list()) {
                once.run(
                        "pool:call:" + treaty.fundKind() + ":" + quarter,
                        () -> contributions.call(new PoolContributions.Call(treaty.id(), quarter)));
            }
            List<ClaimView> arrived = all();
            for (int i = 0; i < arrived.size(); i++) {
                ClaimView claim = arrived.get(i);
                if (claim.stage() == ClaimStage.TO_REVIEW) {
                    int place = i;
                    once.run("pool:claim:" + claim.id(), () -> decide(place, claim));
                }
            }
        });
    }

    /** Some of each: accepted, asked about, refused; the last ones wait for whoever signs in. */
    private void decide(int place, ClaimView claim) {
        switch (place) {
            case 0, 1, 4 -> claims.accept(claim.id(), claim.seen(), claim.most(), null, null);
            case 2 ->
                claims.ask(
                        claim.id(),
                        claim.seen(),
                        ReviewReason.UNCLEAR_FIGURES,
                        "La somme a-t-elle été versée en une ou plusieurs fois ?");
            case 3 -> claims.refuse(claim.id(), claim.seen(), ReviewReason.UNCLEAR_GROUND, null);
            default -> LOG.debug("claim {} waits for a coordinator", claim.id());
        }
    }

    private List<ClaimView> all() {
        return claims.list(PoolClaims.Filter.all(), null, 500).items();
    }

    private static TreatyTerms terms(Cover cover, String yearly, SharingKey key, String twoPersonsAbove) {
        return new TreatyTerms(
                cover,
                Money.of(yearly),
                key,
                Rate.percent("25"),
                key == SharingKey.MEMBERS ? SharingKey.TURNOVER : SharingKey.MEMBERS,
                Money.of("24000.00"),
                Money.of("12000.00"),
                Money.of(twoPersonsAbove),
                Rate.percent("75"));
    }

    private static PlannedTenant federation(Plan plan) {
        return plan.tenants().stream()
                .filter(one -> one.id().equals(plan.federation()))
                .findFirst()
                .orElseThrow();
    }

    private LocalDate quarter() {
        LocalDate first = LocalDate.now(clock).withDayOfMonth(1);
        return first.minusMonths((first.getMonthValue() - 1) % 3);
    }

    /** Messages take their time; what does not arrive now arrives later, and the next start goes on. */
    private static void awaited(BooleanSupplier arrived) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!arrived.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                LOG.warn("messages of the demo's federation are still on their way");
                return;
            }
            try {
                Thread.sleep(25);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the demo was being made; the next start goes on", e);
            }
        }
    }
}
