package coop.entrelacs.ui;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Pages;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** All that the features offer, in the order of the navigation. */
@Component
class Navigation {

    private final List<Pages> features;
    private final Tenants tenants;

    Navigation(List<Pages> features, Tenants tenants) {
        this.features = List.copyOf(features);
        this.tenants = tenants;
    }

    /** The pages that this person may open in the tenant, in order. */
    List<Pages.Destination> open(Actor actor) {
        return served(actor)
                .flatMap(feature -> feature.destinations().stream())
                .filter(page -> {
                    For who = page.view().getAnnotation(For.class);
                    return who != null && ViewAccess.allows(who, actor);
                })
                .sorted(Comparator.comparing(Pages.Destination::group).thenComparingInt(Pages.Destination::order))
                .toList();
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
