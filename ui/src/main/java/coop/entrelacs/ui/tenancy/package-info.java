/** The deployment as its operators see it. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.tenancy;
