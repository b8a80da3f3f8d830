package coop.entrelacs.jobs;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Submits long work of the current tenant and tells how it goes. */
@Service
public class Jobs {

    /**
     * Queues work in the current transaction (so it starts only if that commits), to run as the current actor on any node.
     *
     * @param kind the {@link JobHandler#kind()} that will do it
     * @return the job's id; its API address is {@code /api/{tenant}/jobs/{id}}
     */
    public UUID submit(String kind, Record parameters) {
        throw new UnsupportedOperationException("soon");
    }

    /** @throws coop.entrelacs.shared.NotFound if this tenant has no such job */
    public Job get(UUID id) {
        throw new UnsupportedOperationException("soon");
    }

    /** The newest jobs first, at most 100; {@code before} continues after the last one seen (null: from the newest). */
    public List<Job> newest(@org.jspecify.annotations.Nullable UUID before, int limit) {
        throw new UnsupportedOperationException("soon");
    }

    /** Asks a queued or running job to stop; the answer shows that it was asked. An ended job stays as it is. */
    public Job cancel(UUID id) {
        throw new UnsupportedOperationException("soon");
    }
}
