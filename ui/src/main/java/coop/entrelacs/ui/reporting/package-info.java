/** Figures that no single module could tell, as managers see them. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.reporting;
