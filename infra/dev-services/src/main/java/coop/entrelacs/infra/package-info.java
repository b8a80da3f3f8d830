/** Servers for a machine that has none. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.infra;
