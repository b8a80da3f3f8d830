/** Measures, each as a ratio to a limit measured in the same run, on the same servers. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.bench;
