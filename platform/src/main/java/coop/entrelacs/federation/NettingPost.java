package coop.entrelacs.federation;

import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import coop.entrelacs.tenancy.crossing.Crossings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Tells a tenant something; a federation that takes part like the others tells itself in the same transaction. */
@Component
class NettingPost {

    private final Crossings crossings;
    private final ObjectProvider<CrossingHandler<?>> handlers;

    NettingPost(Crossings crossings, ObjectProvider<CrossingHandler<?>> handlers) {
        this.crossings = crossings;
        this.handlers = handlers;
    }

    void tell(TenantId to, String kind, Record message) {
        if (!to.equals(CurrentTenant.id())) {
            crossings.send(to, kind, message);
            return;
        }
        CrossingHandler<?> handler = handlers.stream()
                .filter(known -> known.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody here knows messages of kind " + kind));
        apply(handler, to, message);
    }

    private static <M extends Record> void apply(CrossingHandler<M> handler, TenantId sender, Record message) {
        handler.apply(sender, handler.message().cast(message));
    }
}
