/** The coordinator's pages: figures of cooperatives, never of people. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.federation;
