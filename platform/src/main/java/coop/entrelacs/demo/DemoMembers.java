package coop.entrelacs.demo;

import coop.entrelacs.demo.Plan.PlannedTenant;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.People;
import coop.entrelacs.identity.Person;
import coop.entrelacs.members.Branches;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.EntrepreneurEmployeeContract.Clauses;
import coop.entrelacs.members.ExitKind;
import coop.entrelacs.members.MemberAddress;
import coop.entrelacs.members.MemberForm;
import coop.entrelacs.members.Members;
import coop.entrelacs.members.Shares;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Gives a cooperative its members, each at their own place of the path. */
@Component
class DemoMembers {

    /** So many members of each cooperative have an account. */
    static final int SIGN_INS = 2;

    private static final Clauses CLAUSES = new Clauses(
            "Développer l’activité et en vivre ; un chiffre d’affaires d’au moins 12 000 € par an.",
            "Accompagnement individuel mensuel, ateliers, comptabilité, locaux partagés, assurance.",
            "Selon la règle adoptée par l’assemblée générale, que chacun peut lire dans « Contribution ».",
            "Chiffre d’affaires, moins les frais directs et la contribution, réparti sur l’année.",
            "Statuts adoptés le 12 mai 2022",
            "La clientèle et les créations restent à l’entrepreneur·e à sa sortie.");

    private final Members members;
    private static final Money NOMINAL = Money.of("50.00");

    private final Contracts contracts;
    private final Shares shares;
    private final Branches branches;
    private final People people;
    private final Grants grants;
    private final Once once;
    private final Clock clock;

    DemoMembers(
            Members members,
            Contracts contracts,
            Shares shares,
            Branches branches,
            People people,
            Grants grants,
            Once once,
            Clock clock) {
        this.members = members;
        this.contracts = contracts;
        this.shares = shares;
        this.branches = branches;
        this.people = people;
        this.grants = grants;
        this.once = once;
        this.clock = clock;
    }

    /**
     * A member that was made.
     *
     * @param since the first day of their first contract
     * @param works whether a contract is in force
     * @param associate whether a meeting has admitted them
     */
    record Made(
            int index, UUID id, String firstName, String lastName, LocalDate since, boolean works, boolean associate) {}

    static String mailbox(int index) {
        return index == 0 ? "membre" : "membre" + (index + 1);
    }

    static String name(Plan plan, PlannedTenant tenant, int index) {
        return firstName(plan, tenant, index) + " " + lastName(plan, tenant, index);
    }

    private static String firstName(Plan plan, PlannedTenant tenant, int index) {
        List<String> names = plan.firstNames();
        return names.get((index * 7 + offset(plan, tenant) * 3) % names.size());
    }

    private static String lastName(Plan plan, PlannedTenant tenant, int index) {
        List<String> names = plan.lastNames();
        return names.get((index * 11 + offset(plan, tenant) * 17) % names.size());
    }

    private static int offset(Plan plan, PlannedTenant tenant) {
        return plan.tenants().indexOf(tenant);
    }

    List<Made> make(Plan plan, PlannedTenant tenant) {
        Actor manager = actor(tenant, Role.MANAGER);
        Actor advisor = actor(tenant, Role.ADVISOR);
        List<UUID> places = new ArrayList<>();
        List<String> names = tenant.branches() == null ? List.of() : tenant.branches();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            places.add(as(
                    manager,
                    () -> once.id(
                            "branch:" + places.size(),
                            () -> branches.open(name, tenant.legal().city()))));
        }
        List<Made> made = new ArrayList<>();
        int count = tenant.members() == null ? 0 : tenant.members();
        for (int i = 0; i < count; i++) {
            made.add(member(plan, tenant, i, manager, advisor, places));
        }
        if (count > 0) {
            as(
                    manager,
                    () -> once.id("share-statutes", () -> {
                        shares.adopt(new Shares.Statutes(
                                LocalDate.of(2020, 1, 1), NOMINAL, Money.ZERO, 5, "Statuts, article 8"));
                        return manager.subject();
                    }));
            LocalDate on = LocalDate.now(clock).withDayOfYear(1);
            for (Made one : made.stream().filter(Made::associate).limit(4).toList()) {
                UUID subscription = as(
                        manager,
                        () -> once.id(
                                "shares:" + one.index(), () -> shares.subscribe(one.id(), on, 2 + one.index() % 5)));
                if (one.index() % 2 == 0) {
                    as(
                            manager,
                            () -> once.id("shares-paid:" + one.index(), () -> shares.pay(subscription, on, NOMINAL)));
                }
            }
        }
        return made;
    }

    Actor actor(PlannedTenant tenant, Role role) {
        return actor(tenant, tenant.email(tenant.staff(role).mailbox()));
    }

    Actor actor(PlannedTenant tenant, String email) {
        return people.findByEmail(email)
                .map(Person::id)
                .flatMap(person -> grants.actor(person, tenant.id()))
                .orElseThrow(() -> new IllegalStateException(email + " has no access to " + tenant.id()));
    }

    private Made member(Plan plan, PlannedTenant tenant, int index, Actor manager, Actor advisor, List<UUID> places) {
        String first = firstName(plan, tenant, index);
        String last = lastName(plan, tenant, index);
        Path path = Path.of(index, Boolean.TRUE.equals(tenant.young()), LocalDate.now(clock));
        UUID id = as(
                manager,
                () -> once.id("member:" + index, () -> {
                    UUID member = members.create(form(plan, tenant, index, first, last, path));
                    members.assignAdvisor(member, path.applied(), advisor.subject(), advisor.name());
                    if (!places.isEmpty()) {
                        members.assignBranch(member, path.applied(), places.get(index % places.size()));
                    }
                    // Their contracts are older than the payroll here: nobody of today answers for them.
                    CurrentTenant.run(Actor.system(tenant.id()), () -> walk(member, path));
                    if (index < SIGN_INS) {
                        UUID person =
                                actor(tenant, tenant.email(mailbox(index))).subject();
                        CurrentTenant.run(Actor.system(tenant.id()), () -> members.link(member, person));
                    }
                    return member;
                }));
        return new Made(index, id, first, last, path.since(), path.works(), path.stage() == Path.Stage.ASSOCIATE);
    }

    private static MemberForm form(Plan plan, PlannedTenant tenant, int index, String first, String last, Path path) {
        List<String> trades = tenant.trades() == null ? List.of() : tenant.trades();
        String trade = plan.trade(trades.get(index % trades.size())).label();
        String email = index < SIGN_INS ? tenant.email(mailbox(index)) : tenant.email(plain(first) + "." + plain(last));
        MemberForm.EntryStatus[] before = MemberForm.EntryStatus.values();
        MemberForm.Education[] schools = MemberForm.Education.values();
        return new MemberForm(
                first,
                last,
                null,
                email,
                "06 39 98 %02d %02d".formatted(index / 100 + 10, index % 100),
                path.applied()
                        .minusYears(tenant.young() != null ? 18 : 24 + (index * 5) % 30)
                        .minusDays(index * 17L),
                null,
                new MemberAddress(
                        (3 + index * 2) + " "
                                + plan.streets().get(index % plan.streets().size()),
                        null,
                        tenant.legal().postcode(),
                        tenant.legal().city(),
                        "FR"),
                path.applied(),
                trade,
                before[index % before.length],
                schools[(index * 3) % schools.length],
                null);
    }

    private void walk(UUID member, Path path) {
        switch (path.stage()) {
            case APPLICANT -> {}
            case BUSINESS_SUPPORT -> support(member, path.since(), path.since().plusMonths(12));
            case ENTREPRENEUR, ASSOCIATE, FORMER -> {
                LocalDate employed = path.since().plusMonths(10);
                support(member, path.since(), employed);
                contracts.signEntrepreneurEmployee(
                        member,
                        employed.minusDays(4),
                        employed,
                        CLAUSES,
                        Money.of("520.00"),
                        new BigDecimal("43.33"),
                        null);
                if (path.stage() != Path.Stage.ENTREPRENEUR) {
                    LocalDate admitted = employed.plusMonths(14);
                    contracts.becomeAssociate(member, admitted, "Assemblée générale de " + admitted.getYear());
                }
                if (path.stage() == Path.Stage.FORMER) {
                    contracts.exit(member, path.left(), ExitKind.OWN_BUSINESS, "");
                }
            }
        }
    }

    private void support(UUID member, LocalDate first, LocalDate end) {
        contracts.signBusinessSupport(member, first.minusDays(6), first, end.minusDays(1));
    }

    /**
     * The days of a member's path.
     *
     * @param since the first day of the first contract, or of the application
     * @param left the last day, for who left
     */
    private record Path(Stage stage, LocalDate applied, LocalDate since, LocalDate left) {

        enum Stage {
            APPLICANT,
            BUSINESS_SUPPORT,
            ENTREPRENEUR,
            ASSOCIATE,
            FORMER
        }

        static Path of(int index, boolean young, LocalDate today) {
            LocalDate month = today.withDayOfMonth(1);
            Stage stage = young
                    ? Stage.BUSINESS_SUPPORT
                    : index == 23
                            ? Stage.FORMER
                            : switch (index % 10) {
                                case 9 -> Stage.APPLICANT;
                                case 3, 7 -> Stage.BUSINESS_SUPPORT;
                                case 1, 5 -> Stage.ENTREPRENEUR;
                                default -> Stage.ASSOCIATE;
                            };
            LocalDate since = switch (stage) {
                case APPLICANT -> today.minusDays(9 + index);
                case BUSINESS_SUPPORT -> month.minusMonths(young ? 4 : 3 + index % 6);
                case ENTREPRENEUR -> month.minusMonths(14 + index % 12);
                case ASSOCIATE, FORMER -> month.minusMonths(30 + (index * 7L) % 40);
            };
            LocalDate applied = stage == Stage.APPLICANT ? since : since.minusDays(25 + index % 20);
            return new Path(stage, applied, since, month.minusMonths(1).minusDays(1));
        }

        boolean works() {
            return stage != Stage.APPLICANT && stage != Stage.FORMER;
        }
    }

    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z]", "");
    }

    private static UUID as(Actor actor, java.util.function.Supplier<UUID> work) {
        return CurrentTenant.get(actor, work);
    }
}
