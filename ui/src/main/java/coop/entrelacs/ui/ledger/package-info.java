/** The books, as accountants and managers see them. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.ledger;
