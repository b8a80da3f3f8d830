package coop.entrelacs.documents;

import java.time.Instant;
import java.util.UUID;

/**
 * What is known of a stored file without its bytes.
 *
 * @param sha256 of the content, in lower-case hexadecimal
 * @param size in bytes
 */
public record Document(UUID id, String name, String mediaType, String sha256, long size, Instant storedAt) {}
