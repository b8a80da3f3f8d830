/** The mutual funds as members, committees, treasurers and managers see them. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.funds;
