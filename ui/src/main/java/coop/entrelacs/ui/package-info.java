/** The shell of the pages: where one is, what one may open, in which language and light. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui;
