package coop.entrelacs.collaboration;

import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/** Nodes that die after they applied a message of a joint project and before they commit: the first time for each kind and tenant. */
@Component
class DyingNodes implements BeanPostProcessor {

    static final Set<TenantId> WHERE = ConcurrentHashMap.newKeySet();
    /** Tenant and kind, once it has died. */
    static final Set<String> DIED = ConcurrentHashMap.newKeySet();

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof CrossingHandler<?> handler && handler.kind().startsWith("collab-")
                ? mortal(handler)
                : bean;
    }

    private static <M extends Record> CrossingHandler<M> mortal(CrossingHandler<M> handler) {
        return CrossingHandler.of(handler.kind(), handler.message(), (from, told) -> {
            handler.apply(from, told);
            TenantId here = CurrentTenant.id();
            if (WHERE.contains(here) && DIED.add(here + " " + handler.kind())) {
                throw new IllegalStateException("the node dies before it commits");
            }
        });
    }
}
