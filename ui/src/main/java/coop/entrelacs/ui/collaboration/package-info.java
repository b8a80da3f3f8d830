@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.collaboration;
