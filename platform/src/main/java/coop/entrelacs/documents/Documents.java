package coop.entrelacs.documents;

import java.util.UUID;
import org.springframework.stereotype.Service;

/** Keeps files of the current tenant. Stored content is immutable (the database refuses updates and deletes). */
@Service
public class Documents {

    /**
     * Stores content in the current transaction.
     *
     * @throws coop.entrelacs.shared.InvalidField if it is larger than 64 MiB or empty
     */
    public Document store(String name, String mediaType, byte[] content) {
        throw new UnsupportedOperationException("soon");
    }

    /** @throws coop.entrelacs.shared.NotFound if this tenant has no such document */
    public Document get(UUID id) {
        throw new UnsupportedOperationException("soon");
    }

    /** @throws coop.entrelacs.shared.NotFound if this tenant has no such document */
    public byte[] content(UUID id) {
        throw new UnsupportedOperationException("soon");
    }
}
