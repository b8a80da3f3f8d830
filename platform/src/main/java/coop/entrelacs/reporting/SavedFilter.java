package coop.entrelacs.reporting;

import java.util.UUID;

/**
 * A filter of a list that a person kept.
 *
 * @param list the list it belongs to, as {@code invoices}
 * @param name in the person's words
 * @param query as it stands in the address
 */
public record SavedFilter(UUID id, String list, String name, String query) {}
