/** Long work as people see it. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.jobs;
