/** Members, their path and what the cooperative decided for them. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.members;
