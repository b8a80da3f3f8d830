package coop.entrelacs.demo;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityRow;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.InvoiceForm;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.activities.Line;
import coop.entrelacs.activities.Nature;
import coop.entrelacs.activities.PaymentForm;
import coop.entrelacs.activities.Payments;
import coop.entrelacs.collaboration.Directory;
import coop.entrelacs.collaboration.Opportunities;
import coop.entrelacs.collaboration.Opportunity;
import coop.entrelacs.collaboration.OpportunityForm;
import coop.entrelacs.collaboration.ProfileForm;
import coop.entrelacs.collaboration.ProjectForm;
import coop.entrelacs.collaboration.ProjectView;
import coop.entrelacs.collaboration.Projects;
import coop.entrelacs.collaboration.SplitForm;
import coop.entrelacs.demo.Plan.PlannedTenant;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Members of the demo's cooperatives work together: entries in the directory, three opportunities, a project that is half paid, and
 * one that waits for signatures. Messages between the cooperatives take their ordinary way, so a step waits for those before it.
 */
@Component
class DemoCollaboration {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Activities activities;
    private final Customers customers;
    private final Invoices invoices;
    private final Payments payments;
    private final Directory directory;
    private final Opportunities opportunities;
    private final Projects projects;
    private final DemoMembers members;
    private final Once once;
    private final Clock clock;

    DemoCollaboration(
            Activities activities,
            Customers customers,
            Invoices invoices,
            Payments payments,
            Directory directory,
            Opportunities opportunities,
            Projects projects,
            DemoMembers members,
            Once once,
            Clock clock) {
        this.activities = activities;
        this.customers = customers;
        this.invoices = invoices;
        this.payments = payments;
        this.directory = directory;
        this.opportunities = opportunities;
        this.projects = projects;
        this.members = members;
        this.once = once;
        this.clock = clock;
    }

    private record Someone(Actor actor, ActivityRow activity, UUID person) {
        <T> T does(Supplier<T> work) {
            return CurrentTenant.get(actor, work);
        }
    }

    void make(Plan plan) {
        List<PlannedTenant> cooperatives =
                plan.tenants().stream().filter(PlannedTenant::isCooperative).toList();
        List<Someone> firsts = new ArrayList<>();
        for (PlannedTenant tenant : cooperatives) {
            introduce(plan, tenant, 0).ifPresent(firsts::add);
            introduce(plan, tenant, 1);
        }
        if (firsts.size() < 4) {
            return;
        }
        Someone lead = firsts.get(0);
        Someone builder = firsts.get(1);
        Someone trainer = firsts.get(2);
        Someone young = firsts.get(3);
        LocalDate today = LocalDate.now(clock);

        UUID library = publish(
                lead,
                "collab:library",
                new OpportunityForm(
                        "Réaménager la médiathèque d’une commune",
                        "Une petite commune refait sa médiathèque : dessiner, fabriquer les rayonnages, animer des"
                                + " ateliers avec les habitants. Je porte la commande, il me manque l’atelier et la médiation.",
                        List.of("menuiserie", "médiation", "design"),
                        Money.of("12000.00"),
                        today.plusDays(14)));
        publish(
                builder,
                "collab:fair",
                new OpportunityForm(
                        "Un stand en bois pour un salon",
                        "Fabrication en cours ; nous cherchons l’identité visuelle et quelques textes.",
                        List.of("graphisme", "rédaction"),
                        Money.of("3500.00"),
                        today.plusDays(21)));
        Actor advisor = members.actor(cooperatives.get(2), Role.ADVISOR);
        CurrentTenant.get(
                advisor,
                () -> once.id(
                        "collab:training",
                        () -> opportunities.publish(
                                new OpportunityForm(
                                        "Former des bénévoles au numérique",
                                        "Quatre journées au printemps, dans toute la région. Toutes les coopératives"
                                                + " peuvent répondre.",
                                        List.of("formation", "numérique"),
                                        null,
                                        today.plusDays(30)),
                                true,
                                false)));
        propose(builder, library, "J’ai l’atelier et deux mois devant moi.");
        propose(trainer, library, "J’anime des ateliers participatifs depuis dix ans.");
        retain(lead, library);
        UUID project = project(lead, builder, trainer, library);
        bill(cooperatives.getFirst(), lead, project);
        waiting(builder, lead, young);
    }

    /** What one of the sign-ins shows; nobody without an activity works with others. */
    private Optional<Someone> introduce(Plan plan, PlannedTenant tenant, int index) {
        Actor actor = members.actor(tenant, tenant.email(DemoMembers.mailbox(index)));
        return CurrentTenant.get(actor, () -> {
            List<ActivityRow> mine = activities.list(null, null, 1).items();
            if (mine.isEmpty()) {
                return Optional.empty();
            }
            ActivityRow activity = mine.getFirst();
            String shown = DemoMembers.name(plan, tenant, index);
            UUID person = once.id(
                    "collab:profile:" + index,
                    () -> directory
                            .describe(
                                    null,
                                    new ProfileForm(
                                            activity.id(),
                                            shown,
                                            List.of(activity.trade()),
                                            tenant.legal().city(),
                                            activity.tradeName() + ", à deux pas et volontiers à plusieurs."))
                            .person());
            once.run("collab:listed:" + index, () -> directory.list(true));
            return Optional.of(new Someone(actor, activity, person));
        });
    }

    private UUID publish(Someone who, String step, OpportunityForm form) {
        return who.does(() -> once.id(step, () -> opportunities.publish(form, false, true)));
    }

    private void propose(Someone who, UUID opportunity, String words) {
        until(who, () -> {
            opportunities.get(opportunity);
            return true;
        });
        who.does(() -> once.id("collab:proposal", () -> opportunities.propose(opportunity, words, true)));
    }

    private void retain(Someone lead, UUID opportunity) {
        until(lead, () -> opportunities.get(opportunity).proposals().size() >= 2);
        lead.does(() -> {
            once.run("collab:retain", () -> {
                for (Opportunity.Proposal one : opportunities.get(opportunity).proposals()) {
                    opportunities.answer(opportunity, one.id(), Opportunity.Answer.RETAINED);
                }
            });
            once.run("collab:found", () -> {
                Opportunity now = opportunities.get(opportunity);
                opportunities.close(
                        opportunity,
                        now.version(),
                        Opportunity.Outcome.FOUND,
                        "Merci à toutes et tous, l’équipe est là.");
            });
            return true;
        });
    }

    private UUID project(Someone lead, Someone builder, Someone trainer, UUID opportunity) {
        UUID project = lead.does(() -> once.id(
                "collab:project",
                () -> projects.open(
                        new ProjectForm(
                                "La médiathèque, du dessin aux étagères",
                                "Dessin et coordination, fabrication des rayonnages, ateliers avec les habitants.",
                                Money.of("12000.00"),
                                opportunity),
                        split("50", lead, "30", builder, "20", trainer),
                        true)));
        sign(lead, project);
        sign(builder, project);
        sign(trainer, project);
        until(lead, () -> projects.get(project).project().state() == ProjectView.State.ACTIVE);
        LocalDate today = LocalDate.now(clock);
        builder.does(() -> {
            once.run(
                    "collab:hours",
                    () -> projects.recordTime(project, today, 390, "Débit du chêne et premiers montants"));
            once.run(
                    "collab:said",
                    () -> projects.say(project, "Les premiers rayonnages sont montés, je les livre vendredi."));
            return true;
        });
        lead.does(() -> {
            once.run("collab:hours", () -> projects.recordTime(project, today, 240, "Plans et rendez-vous en mairie"));
            once.run(
                    "collab:document",
                    () -> projects.addDocument(
                            project, "Plan des rayonnages", "https://example.org/mediatheque/plan.pdf"));
            return true;
        });
        return project;
    }

    private void sign(Someone who, UUID project) {
        until(who, () -> {
            projects.get(project);
            return true;
        });
        who.does(() -> {
            once.run("collab:signed:" + project, () -> {
                ProjectView.Split split =
                        projects.get(project).project().proposed().orElseThrow();
                projects.sign(project, split.version(), split.hash(), true);
            });
            return true;
        });
    }

    /** Half of the budget is invoiced, and the customer has paid half of that. */
    private void bill(PlannedTenant tenant, Someone lead, UUID project) {
        LocalDate today = LocalDate.now(clock);
        UUID invoice = lead.does(() -> once.id("collab:bill", () -> {
            UUID customer = customers
                    .list(null, lead.activity().id(), false, null, 1)
                    .items()
                    .getFirst()
                    .id();
            return projects.bill(
                    project,
                    InvoiceForm.of(
                            lead.activity().id(),
                            customer,
                            "Médiathèque, première tranche",
                            today,
                            Line.of(
                                    "Aménagement de la médiathèque – première tranche",
                                    "1",
                                    "LS",
                                    "6000",
                                    "normal",
                                    Nature.SERVICES)));
        }));
        Actor accountant = members.actor(tenant, Role.ACCOUNTANT);
        CurrentTenant.run(accountant, () -> {
            once.run("collab:validated", () -> invoices.validate(invoice));
            once.run("collab:sent", () -> invoices.markSent(invoice));
        });
        until(
                lead,
                () -> projects.get(project).project().shares().stream()
                        .allMatch(share -> share.kind() != ProjectView.ShareKind.MIRRORED || share.number() != null));
        CurrentTenant.run(
                accountant,
                () -> once.run(
                        "collab:paid",
                        () -> payments.record(
                                PaymentForm.transfer(invoice, Money.of("3600.00"), LocalDate.now(clock)))));
    }

    /** Another project, led elsewhere, that membre@brindille has still to sign. */
    private void waiting(Someone lead, Someone one, Someone other) {
        until(
                lead,
                () -> directory.search(null, null, null, 100).items().stream()
                                .filter(entry -> entry.person().equals(one.person())
                                        || entry.person().equals(other.person()))
                                .count()
                        == 2);
        UUID project = lead.does(() -> once.id(
                "collab:second",
                () -> projects.open(
                        new ProjectForm(
                                "Une cabane pour le jardin partagé",
                                "Trois jours de chantier ouvert aux habitants.",
                                Money.of("4800.00"),
                                null),
                        split("40", lead, "35", one, "25", other),
                        true)));
        sign(lead, project);
    }

    private static SplitForm split(Object... percentsAndPeople) {
        List<SplitForm.Part> parts = new ArrayList<>();
        for (int i = 0; i < percentsAndPeople.length; i += 2) {
            parts.add(new SplitForm.Part(
                    ((Someone) percentsAndPeople[i + 1]).person(), new BigDecimal((String) percentsAndPeople[i])));
        }
        return new SplitForm(SplitForm.Kind.PERCENT, parts);
    }

    /** Waits until a message has arrived; what it asks for may not be there yet. */
    private static void until(Someone who, BooleanSupplier arrived) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (Objects.requireNonNull(who.does(arrived::getAsBoolean))) {
                    return;
                }
            } catch (NotFound e) {
                // on its way
            }
            try {
                Thread.sleep(Duration.ofMillis(40));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the demo was being made; the next start goes on", e);
            }
        }
        throw new IllegalStateException("a message of the demo did not arrive; the next start goes on");
    }
}
