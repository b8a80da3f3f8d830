/** Committees and their mandates. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.governance;
