package coop.entrelacs.tenancy.crossing;

import coop.entrelacs.tenancy.TenantId;
import java.util.function.BiConsumer;

/**
 * Applies one kind of message in the tenant that receives it. Runs bound to that tenant as the system, in the transaction that
 * also writes the message into the inbox: applied once, or not at all and tried again.
 *
 * @param <M> the message, a record of ids, amounts, dates and codes; never a person's name, bank account or health
 */
public interface CrossingHandler<M extends Record> {

    /** Stable name with its version, as {@code figures.v1}: a change of shape is a new kind, and both are known for a while. */
    String kind();

    Class<M> message();

    /** Whatever is thrown leaves the message waiting, in order, and is shown to the sender's staff. */
    void apply(TenantId sender, M message);

    /** A handler of a kind that is one method of a component. */
    static <M extends Record> CrossingHandler<M> of(String kind, Class<M> message, BiConsumer<TenantId, M> apply) {
        return new CrossingHandler<>() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public Class<M> message() {
                return message;
            }

            @Override
            public void apply(TenantId sender, M told) {
                apply.accept(sender, told);
            }
        };
    }
}
