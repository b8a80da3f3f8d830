/** For the manager: who may enter, what was done, who the cooperative is. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.identity;
