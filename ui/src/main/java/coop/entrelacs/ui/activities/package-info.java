/** Activities, their customers, quotes and invoices, as members and staff see them. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.activities;
