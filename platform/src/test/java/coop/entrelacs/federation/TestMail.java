package coop.entrelacs.federation;

import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/** Holds what a federation says of a netting back at the door of some tenants, as where their server does not answer. */
@Component
class TestMail implements BeanPostProcessor {

    static final Set<TenantId> HELD = ConcurrentHashMap.newKeySet();

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!Set.of("nettingAsked", "nettingProposed", "nettingSettled").contains(name)
                || !(bean instanceof coop.entrelacs.tenancy.crossing.CrossingHandler<?> handler)) {
            return bean;
        }
        return held(handler);
    }

    private static <M extends Record> coop.entrelacs.tenancy.crossing.CrossingHandler<M> held(
            coop.entrelacs.tenancy.crossing.CrossingHandler<M> handler) {
        return coop.entrelacs.tenancy.crossing.CrossingHandler.of(handler.kind(), handler.message(), (from, told) -> {
            if (HELD.contains(CurrentTenant.id())) {
                throw new IllegalStateException("not now");
            }
            handler.apply(from, told);
        });
    }
}
