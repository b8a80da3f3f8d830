package coop.entrelacs.demo;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.InvoiceFilter;
import coop.entrelacs.activities.InvoiceRow;
import coop.entrelacs.activities.InvoiceState;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.demo.DemoMembers.Made;
import coop.entrelacs.demo.FundsPlan.Body;
import coop.entrelacs.demo.FundsPlan.Fate;
import coop.entrelacs.demo.FundsPlan.OfTenant;
import coop.entrelacs.demo.FundsPlan.PlannedFund;
import coop.entrelacs.demo.FundsPlan.PlannedRequest;
import coop.entrelacs.demo.Plan.PlannedTenant;
import coop.entrelacs.funds.ContributionKey;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundContributions;
import coop.entrelacs.funds.FundDecisions;
import coop.entrelacs.funds.FundPayments;
import coop.entrelacs.funds.FundRepayments;
import coop.entrelacs.funds.FundRequests;
import coop.entrelacs.funds.FundTemplate;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Ground;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.funds.PrivatePart;
import coop.entrelacs.funds.RepaymentWay;
import coop.entrelacs.funds.RequestForm;
import coop.entrelacs.funds.RequestPapers;
import coop.entrelacs.funds.RequestView;
import coop.entrelacs.funds.Rulebook.Adoption;
import coop.entrelacs.funds.RulebookTerms;
import coop.entrelacs.governance.Choice;
import coop.entrelacs.governance.Committee;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.People;
import coop.entrelacs.identity.Person;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Gives cooperatives their mutual funds as {@code tenants-config/demo/funds.yaml} says it: rulebooks, an elected committee, called
 * contributions, and requests at every stage of their life.
 */
@Component
class DemoFunds {

    /** Members of the committee who can sign in beside {@code membre2}, by their place in it. */
    private static final Map<Integer, String> SIGN_INS = Map.of(1, "comite", 2, "comite2");
    /** Of a bank that does not exist, as every account of the demo. */
    private static final String IBAN = "FR7699999000011234567890152";

    private final Funds funds;
    private final Committees committees;
    private final FundContributions contributions;
    private final FundRequests requests;
    private final RequestPapers papers;
    private final FundDecisions decisions;
    private final FundPayments payments;
    private final FundRepayments repayments;
    private final Invoices invoices;
    private final Activities activities;
    private final Members members;
    private final DemoMembers made;
    private final People people;
    private final Grants grants;
    private final Once once;
    private final Clock clock;

    DemoFunds(
            Funds funds,
            Committees committees,
            FundContributions contributions,
            FundRequests requests,
            RequestPapers papers,
            FundDecisions decisions,
            FundPayments payments,
            FundRepayments repayments,
            Invoices invoices,
            Activities activities,
            Members members,
            DemoMembers made,
            People people,
            Grants grants,
            Once once,
            Clock clock) {
        this.funds = funds;
        this.committees = committees;
        this.contributions = contributions;
        this.requests = requests;
        this.papers = papers;
        this.decisions = decisions;
        this.payments = payments;
        this.repayments = repayments;
        this.invoices = invoices;
        this.activities = activities;
        this.members = members;
        this.made = made;
        this.people = people;
        this.grants = grants;
        this.once = once;
        this.clock = clock;
    }

    /** Who acts in one cooperative. */
    private record Scene(
            Plan plan,
            PlannedTenant tenant,
            OfTenant planned,
            List<Made> made,
            Actor manager,
            Actor accountant,
            Actor treasurer,
            List<Actor> committee,
            Map<String, Fund> funds,
            LocalDate first) {}

    void live(Plan plan, PlannedTenant tenant, List<Made> made) {
        FundsPlan.read().tenants().stream()
                .filter(one -> one.tenant().equals(tenant.id()))
                .findFirst()
                .ifPresent(planned -> live(plan, tenant, planned, made));
    }

    private void live(Plan plan, PlannedTenant tenant, OfTenant planned, List<Made> everybody) {
        Actor manager = made.actor(tenant, Role.MANAGER);
        LocalDate first =
                YearMonth.now(clock).minusMonths(DemoHistory.MONTHS - 1L).atDay(1);
        List<Actor> sitting = new ArrayList<>();
        for (int i = 0; i < planned.committee().members().size(); i++) {
            Made member = everybody.get(planned.committee().members().get(i));
            sitting.add(person(plan, tenant, member, SIGN_INS.get(i), manager, Role.MEMBER, Role.COMMITTEE_MEMBER));
        }
        Map<String, Fund> open = new HashMap<>();
        CurrentTenant.run(manager, () -> {
            Committee committee = committee(planned, everybody, first);
            planned.funds().forEach(fund -> open.put(fund.template(), fund(fund, committee, first)));
        });
        Scene scene = new Scene(
                plan,
                tenant,
                planned,
                everybody,
                manager,
                made.actor(tenant, Role.ACCOUNTANT),
                made.actor(tenant, Role.TREASURER),
                sitting,
                open,
                first);
        exempt(scene);
        call(scene, YearMonth.from(first));
        List<UUID> taken = new ArrayList<>();
        CurrentTenant.run(manager, () -> {
            for (int i = 0; i < planned.requests().size(); i++) {
                request(scene, i, planned.requests().get(i), taken);
            }
        });
    }

    /** The member's own account; who has no mailbox of theirs in the demo has no password and cannot sign in. */
    private Actor person(
            Plan plan, PlannedTenant tenant, Made member, @Nullable String mailbox, Actor manager, Role... roles) {
        boolean known = member.index() < DemoMembers.SIGN_INS;
        String email = tenant.email(
                known
                        ? DemoMembers.mailbox(member.index())
                        : mailbox != null ? mailbox : "membre" + (member.index() + 1));
        UUID person = people.findByEmail(email)
                .map(Person::id)
                .orElseGet(() -> people.register(
                        email,
                        member.firstName() + " " + member.lastName(),
                        Locale.FRENCH,
                        mailbox == null ? null : plan.password()));
        CurrentTenant.run(manager, () -> {
            for (Role role : roles) {
                grants.grant(person, role);
            }
            if (!known) {
                once.run(
                        "funds:link:" + member.index(),
                        () -> CurrentTenant.run(
                                Actor.system(CurrentTenant.id()), () -> members.link(member.id(), person)));
            }
        });
        return made.actor(tenant, email);
    }

    private Committee committee(OfTenant planned, List<Made> everybody, LocalDate first) {
        Body body = planned.committee();
        Committee committee = committees.ensure("fonds", body.name(), body.seats(), body.termMonths());
        LocalDate since = first.minusMonths(2);
        for (int index : body.members()) {
            once.run(
                    "funds:mandate:" + index,
                    () -> committees.elect(committee.id(), everybody.get(index).id(), since, body.elected()));
        }
        return committee;
    }

    private Fund fund(PlannedFund planned, Committee committee, LocalDate first) {
        FundTemplate template = FundTemplate.all().stream()
                .filter(one -> one.name().equals(planned.template()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no fund template " + planned.template()));
        LocalDate since = first.minusMonths(6);
        UUID fund = once.id(
                "funds:open:" + planned.template(),
                () -> funds.open(
                                template.name(),
                                template.title(Locale.FRENCH),
                                committee.id(),
                                template.accounts(),
                                template.terms(),
                                new Adoption(planned.adopted(), since.minusDays(12)),
                                since)
                        .id());
        String changed = planned.changed();
        if (changed != null) {
            once.run(
                    "funds:rules:" + planned.template(),
                    () -> funds.adopt(
                            fund,
                            fromTheFirstMonth(template.terms()),
                            new Adoption(changed, first.minusDays(20)),
                            first));
        }
        once.run(
                "funds:endow:" + planned.template(),
                () -> funds.endow(fund, planned.holding(), "1068", first, planned.given(), "demo"));
        return funds.get(fund);
    }

    /** The demo is only some months old: who joins may ask at once, and two missed instalments are a default. */
    private static RulebookTerms fromTheFirstMonth(RulebookTerms terms) {
        ContributionKey key = terms.contribution();
        RulebookTerms.LoanTerms loan = terms.loan();
        RulebookTerms changed = new RulebookTerms(
                new ContributionKey(key.base(), key.brackets(), key.monthly(), key.minimum(), key.maximum(), 0),
                terms.ceilings(),
                loan == null ? null : new RulebookTerms.LoanTerms(loan.mostMonths(), loan.graceMonths(), 2),
                terms.grant(),
                terms.guarantee(),
                terms.waitingMonths(),
                0,
                terms.pauseMonths(),
                terms.voting(),
                terms.delegatedUpTo(),
                terms.decideWithinDays(),
                terms.appealDays(),
                terms.keepPrivateMonths());
        return changed.called(terms.callEvery());
    }

    /** One who works for two this year owes half of what the investment fund calls. */
    private void exempt(Scene scene) {
        Fund fund = scene.funds().get("investment");
        Made member = scene.made().size() > 15 ? scene.made().get(15) : null;
        if (fund == null || member == null || !member.works()) {
            return;
        }
        LocalDate today = LocalDate.now(clock);
        CurrentTenant.run(
                scene.manager(),
                () -> activities.ofMember(member.id(), today).stream()
                        .findFirst()
                        .ifPresent(activity -> once.run(
                                "funds:exempt",
                                () -> contributions.exempt(
                                        fund.id(),
                                        activity,
                                        scene.first().getYear(),
                                        today.getYear(),
                                        Rate.percent("50"),
                                        new Adoption(
                                                "Conseil, point 6 : moitié de contribution cette année, l’activité"
                                                        + " repart",
                                                scene.first().minusDays(8))))));
    }

    private void call(Scene scene, YearMonth first) {
        LocalDate today = LocalDate.now(clock);
        CurrentTenant.run(scene.accountant(), () -> {
            for (YearMonth month = first; month.atEndOfMonth().isBefore(today); month = month.plusMonths(1)) {
                for (Fund fund : scene.funds().values()) {
                    YearMonth called = month;
                    once.run(
                            "funds:call:" + fund.code() + ":" + month,
                            () -> contributions.call(
                                    new FundContributions.Call(fund.id(), called.atDay(1), called.atEndOfMonth())));
                }
            }
        });
    }

    private void request(Scene scene, int number, PlannedRequest planned, List<UUID> taken) {
        Fund fund = Objects.requireNonNull(scene.funds().get(planned.fund()), planned.fund());
        InvoiceRow unpaid = planned.member() < 0 ? unpaid(scene, taken) : null;
        Made member = planned.member() >= 0
                ? scene.made().get(planned.member())
                : unpaid == null ? null : holder(scene, unpaid);
        if (member == null) {
            return; // everybody was paid
        }
        Actor asks = person(scene.plan(), scene.tenant(), member, null, scene.manager(), Role.MEMBER);
        if (planned.fate().early()) {
            once.run("funds:request:" + number, () -> lent(scene, planned, fund, asks));
            return;
        }
        once.run("funds:request:" + number, () -> {
            Money amount =
                    unpaid == null ? planned.amount() : unpaid.net().times(Rate.percent("80"), RoundingMode.DOWN);
            UUID id = asked(fund, planned, amount, unpaid, asks);
            decide(scene, planned, id, amount, asks);
            if (planned.fate().compareTo(Fate.PAYING) >= 0) {
                CurrentTenant.run(scene.accountant(), () -> payments.propose(id));
            }
            if (planned.fate().compareTo(Fate.PAID) >= 0) {
                CurrentTenant.run(scene.treasurer(), () -> payments.confirm(id));
            }
            if (planned.fate() == Fate.CAME_BACK) {
                Money back = Objects.requireNonNull(planned.back());
                CurrentTenant.run(
                        scene.treasurer(), () -> payments.comeBack(id, back, LocalDate.now(clock), "demo:" + number));
            }
        });
    }

    /** A loan of the demo's first days, and what became of it since. */
    private void lent(Scene scene, PlannedRequest planned, Fund fund, Actor asks) {
        Money amount = planned.amount();
        AtomicReference<UUID> loan = new AtomicReference<>();
        DemoTime.at(scene.first().atTime(10, 0).atZone(clock.getZone()).toInstant(), () -> {
            UUID id = asked(fund, planned, amount, null, asks);
            decide(scene, planned, id, amount, asks);
            CurrentTenant.run(scene.accountant(), () -> payments.propose(id));
            CurrentTenant.run(scene.treasurer(), () -> payments.confirm(id));
            loan.set(id);
        });
        UUID id = Objects.requireNonNull(loan.get());
        if (planned.fate() == Fate.FROM_PAY) {
            CurrentTenant.run(asks, () -> repayments.agree(id, RepaymentWay.PAY, null));
        }
        CurrentTenant.run(scene.treasurer(), () -> {
            if (planned.fate() == Fate.REPAID_EARLY) {
                Money back = Objects.requireNonNull(planned.back());
                payments.comeBack(id, back, scene.first().plusMonths(1), "demo:" + id + ":1");
                payments.comeBack(id, amount.minus(back), LocalDate.now(clock), "demo:" + id + ":solde");
            }
            payments.markDefaults();
        });
    }

    private UUID asked(Fund fund, PlannedRequest planned, Money amount, @Nullable InvoiceRow unpaid, Actor asks) {
        return CurrentTenant.get(asks, () -> {
            RequestView draft = requests.draft(new RequestForm(
                    fund.id(),
                    unpaid == null ? null : unpaid.activity(),
                    amount,
                    planned.months(),
                    null,
                    unpaid == null ? null : unpaid.id(),
                    new PrivatePart(
                            planned.need(),
                            planned.story(),
                            planned.payBefore(),
                            planned.payNow(),
                            unpaid == null ? null : unpaid.net(),
                            unpaid == null ? null : unpaid.dueDate(),
                            unpaid == null ? null : true),
                    fund.instrument() == Instrument.GUARANTEE || planned.fate() == Fate.DRAFT ? null : IBAN));
            if (planned.attachment() != null) {
                papers.attach(
                        draft.id(),
                        planned.attachment(),
                        ("Devis : " + amount + " EUR, livraison comprise.").getBytes(StandardCharsets.UTF_8));
            }
            if (planned.fate() != Fate.DRAFT) {
                requests.submit(draft.id(), draft.version());
            }
            return draft.id();
        });
    }

    private void decide(Scene scene, PlannedRequest planned, UUID id, Money asked, Actor asks) {
        Actor proposes = scene.committee().get(1);
        String question = planned.question();
        if (question != null) {
            CurrentTenant.run(proposes, () -> papers.say(id, question));
        }
        String answer = planned.answer();
        if (answer != null) {
            CurrentTenant.run(asks, () -> papers.say(id, answer));
        }
        if (planned.fate() == Fate.WITHDRAWN) {
            CurrentTenant.run(asks, () -> requests.withdraw(id));
        }
        Ground ground = planned.ground();
        String reason = planned.reason();
        if (ground == null || reason == null) {
            return;
        }
        Money granted = planned.granted() == null ? null : planned.granted().isZero() ? asked : planned.granted();
        if (Boolean.TRUE.equals(planned.alone()) && granted != null) {
            CurrentTenant.run(proposes, () -> decisions.grantAlone(id, granted, ground, reason));
            return;
        }
        boolean grants = granted != null && (planned.fate().granted() || planned.fate() == Fate.VOTING);
        UUID proposal =
                CurrentTenant.get(proposes, () -> decisions.propose(id, grants ? granted : null, ground, reason));
        boolean secret =
                CurrentTenant.get(proposes, () -> requests.get(id)).rulebook() != null && isSecret(scene, planned);
        int from = planned.fate() == Fate.VOTING ? 1 : 0;
        for (int i = from; i < scene.committee().size(); i++) {
            String words =
                    scene.planned().words().get(i % scene.planned().words().size());
            CurrentTenant.run(
                    scene.committee().get(i), () -> decisions.vote(proposal, Choice.FOR, secret ? null : words));
        }
        if (planned.fate() == Fate.APPEALED) {
            CurrentTenant.run(asks, () -> requests.appeal(id));
        }
    }

    private boolean isSecret(Scene scene, PlannedRequest planned) {
        UUID fund = Objects.requireNonNull(scene.funds().get(planned.fund())).id();
        return CurrentTenant.get(scene.manager(), () -> funds.rulebooks(fund))
                .getFirst()
                .terms()
                .voting()
                .secret();
    }

    /** The next invoice that nobody paid, of a member who can ask and does not sit in the committee. */
    private @Nullable InvoiceRow unpaid(Scene scene, List<UUID> taken) {
        return CurrentTenant.get(
                        scene.accountant(),
                        () -> invoices.list(
                                InvoiceFilter.in(InvoiceState.OVERDUE, InvoiceState.VALIDATED, InvoiceState.ISSUED),
                                null,
                                200))
                .items()
                .stream()
                .filter(row -> row.remaining().equals(row.gross()) && row.net().isPositive() && row.dueDate() != null)
                .filter(row -> {
                    Made holder = holder(scene, row);
                    return holder != null
                            && !scene.planned().committee().members().contains(holder.index())
                            && holder.index() > 1
                            && holder.index() % 2 == 0
                            && !taken.contains(holder.id())
                            && taken.add(holder.id());
                })
                .findFirst()
                .orElse(null);
    }

    private @Nullable Made holder(Scene scene, InvoiceRow row) {
        List<UUID> of = CurrentTenant.get(
                scene.accountant(),
                () -> activities.membersOn(row.activity(), LocalDate.now(clock)).stream()
                        .map(MemberShare::member)
                        .toList());
        return scene.made().stream()
                .filter(member -> of.contains(member.id()) && member.works())
                .findFirst()
                .orElse(null);
    }
}
