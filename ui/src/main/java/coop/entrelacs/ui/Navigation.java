package coop.entrelacs.ui;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.HomeOf;
import coop.entrelacs.ui.kit.Pages;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** All that the features offer, in the order of the navigation. */
@Component
class Navigation {

    /** Whoever has several roles lands on the home of the first. Members elected to a committee live in their own activity. */
    private static final List<Role> HOMES = List.of(
            Role.MANAGER,
            Role.ACCOUNTANT,
            Role.PAYROLL_OFFICER,
            Role.ADVISOR,
            Role.TREASURER,
            Role.COORDINATOR,
            Role.MEMBER,
            Role.COMMITTEE_MEMBER);

    private final List<Pages> features;
    private final Tenants tenants;

    Navigation(List<Pages> features, Tenants tenants) {
        this.features = List.copyOf(features);
        this.tenants = tenants;
    }

    /** The pages that this person may open in the tenant, in order: the group of their home, then the others. */
    List<Pages.Destination> open(Actor actor) {
        List<Pages.Destination> pages = served(actor)
                .flatMap(feature -> feature.destinations().stream())
                .filter(page -> {
                    For who = page.view().getAnnotation(For.class);
                    return who != null && ViewAccess.allows(who, actor);
                })
                .sorted(Comparator.comparing(Pages.Destination::group).thenComparingInt(Pages.Destination::order))
                .toList();
        Optional<Pages.Group> first = HOMES.stream()
                .flatMap(role -> homeOf(role, actor, pages).stream())
                .findFirst()
                .map(Pages.Destination::group);
        return pages.stream()
                .sorted(Comparator.comparing(
                        page -> first.filter(page.group()::equals).isEmpty()))
                .toList();
    }

    /**
     * Where this person lands: the page of their own work. A member who sits on a committee lands there while something waits for
     * the committee. Called bound to the tenant and person.
     */
    Optional<Pages.Destination> home(Actor actor) {
        List<Pages.Destination> pages = open(actor);
        if (actor.roles().equals(Set.of(Role.MEMBER, Role.COMMITTEE_MEMBER))) {
            Optional<Pages.Destination> room = homeOf(Role.COMMITTEE_MEMBER, actor, pages)
                    .filter(page -> served(actor)
                            .flatMap(feature -> feature.waiting(actor).stream())
                            .anyMatch(one -> one.count() > 0 && one.path().equals(page.path())));
            if (room.isPresent()) {
                return room;
            }
        }
        return HOMES.stream()
                .flatMap(role -> homeOf(role, actor, pages).stream())
                .findFirst()
                .or(() -> pages.stream().findFirst());
    }

    private static Optional<Pages.Destination> homeOf(Role role, Actor actor, List<Pages.Destination> pages) {
        return pages.stream()
                .filter(page -> {
                    HomeOf home = page.view().getAnnotation(HomeOf.class);
                    return actor.isAnyOf(role)
                            && home != null
                            && List.of(home.value()).contains(role);
                })
                .findFirst();
    }

    /** What this person often does, those of pages that they may enter. */
    List<Pages.Act> acts(Actor actor) {
        return served(actor).flatMap(feature -> feature.acts(actor).stream()).toList();
    }

    /** What the features find for some words. Called bound to the tenant. */
    List<Pages.Hit> find(String text, Actor actor) {
        return served(actor)
                .flatMap(feature -> feature.find(text, actor).stream())
                .toList();
    }

    private Stream<Pages> served(Actor actor) {
        return tenants.find(actor.tenant()).map(Tenant::kind).stream()
                .flatMap(kind -> features.stream().filter(feature -> feature.servedIn(kind)));
    }
}
