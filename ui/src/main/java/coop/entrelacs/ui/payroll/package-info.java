/** Pay as members and payroll officers see it. */
@org.jspecify.annotations.NullMarked
package coop.entrelacs.ui.payroll;
