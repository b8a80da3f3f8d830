package coop.entrelacs.members;

import coop.entrelacs.TestTenants;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Members for tests, made by the services that people use:
 * {@code fixtures.aMember().withCape(LocalDate.of(2026, 1, 1)).in(tenant)}, {@code fixtures.withMembers(tenant, 3)}.
 */
public final class MemberFixtures {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String[] FIRST_NAMES = {"Inès", "Maëlle", "Théo", "Aïcha", "Loïc", "Zoé", "Noël", "Chloé"};
    private static final String[] LAST_NAMES = {"Le Goff", "Dûpré", "Müller", "Çelik", "N’Diaye", "García", "Œuvrard"};

    private final Members members;
    private final Contracts contracts;

    public MemberFixtures(Members members, Contracts contracts) {
        this.members = members;
        this.contracts = contracts;
    }

    public Builder aMember() {
        return new Builder();
    }

    /** That many entrepreneur-employees since the first of January 2026. */
    public List<UUID> withMembers(TenantId tenant, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> aMember().withCesa(LocalDate.of(2026, 1, 1)).in(tenant))
                .toList();
    }

    /** A contract of the kind with everything the law wants in it. */
    public static EntrepreneurEmployeeContract.Clauses clauses() {
        return new EntrepreneurEmployeeContract.Clauses(
                "Développer l’activité; au moins 500 € de chiffre d’affaires par mois",
                "Accompagnement individuel, ateliers, gestion mutualisée",
                "Règle adoptée par l’assemblée générale, annexée",
                "Chiffre d’affaires moins charges directes moins contribution, par exercice",
                "Statuts du 12 juin 2025",
                "L’entrepreneur garde sa clientèle et sa propriété intellectuelle");
    }

    /** What is to be true of a member. */
    public final class Builder {
        private final int number = NUMBER.getAndIncrement();
        private String firstName = FIRST_NAMES[number % FIRST_NAMES.length];
        private String lastName = LAST_NAMES[number % LAST_NAMES.length] + (number < 7 ? "" : " " + number);
        private LocalDate appliedOn = LocalDate.of(2025, 1, 6);
        private @Nullable UUID person;
        private final List<Consumer<UUID>> steps = new ArrayList<>();

        public Builder named(String firstName, String lastName) {
            this.firstName = firstName;
            this.lastName = lastName;
            return this;
        }

        public Builder appliedOn(LocalDate day) {
            this.appliedOn = day;
            return this;
        }

        /** Signs in as this person. */
        public Builder person(UUID person) {
            this.person = person;
            return this;
        }

        /** Under a CAPE of twelve months from a day on. */
        public Builder withCape(LocalDate from) {
            steps.add(id -> contracts.signBusinessSupport(
                    id, from, from, from.plusMonths(12).minusDays(1)));
            return this;
        }

        /** Under a CESA from a day on, 151.67 hours for 1,850 euros. */
        public Builder withCesa(LocalDate from) {
            return withCesa(from, Money.of("1850.00"), new BigDecimal("151.67"));
        }

        public Builder withCesa(LocalDate from, Money fixedPay, BigDecimal monthlyHours) {
            steps.add(
                    id -> contracts.signEntrepreneurEmployee(id, from, from, clauses(), fixedPay, monthlyHours, null));
            return this;
        }

        /** Employed in the support team from a day on. */
        public Builder inSupportTeam(LocalDate from) {
            steps.add(id -> contracts.employ(
                    id, from, from, null, "Chargée d’accompagnement", Money.of("2400.00"), new BigDecimal("151.67")));
            return this;
        }

        public Builder associateSince(LocalDate from) {
            steps.add(id -> contracts.becomeAssociate(id, from, "Assemblée générale"));
            return this;
        }

        public Builder advisedBy(UUID advisor, LocalDate from) {
            steps.add(id -> members.assignAdvisor(id, from, advisor, "Conseil"));
            return this;
        }

        public Builder left(LocalDate lastDay, ExitKind kind) {
            steps.add(id -> contracts.exit(id, lastDay, kind, ""));
            return this;
        }

        /** Makes it so, as the system. */
        public UUID in(TenantId tenant) {
            return TestTenants.in(tenant, () -> {
                UUID id = members.create(MemberForm.of(firstName, lastName, "m" + number + "@example.org", appliedOn));
                if (person != null) {
                    members.link(id, person);
                }
                steps.forEach(step -> step.accept(id));
                return id;
            });
        }
    }
}
