/** The pieces every page is made of: views bound to a tenant, lists, figures, words, refusals shown where they belong. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.kit;
