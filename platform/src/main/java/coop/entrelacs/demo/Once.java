package coop.entrelacs.demo;

import coop.entrelacs.web.Idempotency;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Does a step once, in one transaction, whatever dies in between: the demo is a client whose keys are the names of its steps. */
@Component
class Once {

    private final Idempotency idempotency;

    Once(Idempotency idempotency) {
        this.idempotency = idempotency;
    }

    /** The id of what the step made, now or in an earlier start. */
    UUID id(String step, Supplier<UUID> work) {
        String id = idempotency
                .once(
                        "demo:" + step,
                        step,
                        String.class,
                        () -> ResponseEntity.ok(work.get().toString()))
                .getBody();
        if (id == null) {
            throw new IllegalStateException("the step " + step + " left no id");
        }
        return UUID.fromString(id);
    }

    void run(String step, Runnable work) {
        id(step, () -> {
            work.run();
            return new UUID(0, 0);
        });
    }
}
