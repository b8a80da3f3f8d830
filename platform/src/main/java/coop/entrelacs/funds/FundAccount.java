package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.util.List;

/**
 * What a fund did, for all members.
 *
 * @param years the latest first
 * @param cells for what kinds of need, by year; cells of fewer than {@link #SMALL} decisions are put together under no need
 */
public record FundAccount(Fund fund, List<Year> years, List<Cell> cells) {

    /** A cell of fewer could point at somebody. */
    public static final int SMALL = 5;

    public FundAccount {
        years = List.copyOf(years);
        cells = List.copyOf(cells);
    }

    /**
     * What moved in a year.
     *
     * @param contributions less what was given back
     * @param given by decisions, and by the federation’s common fund
     * @param paid out
     * @param back what came back
     */
    public record Year(int year, Money contributions, Money given, Money paid, Money back) {}

    /**
     * Decisions of one kind.
     *
     * @param need a {@link Need}, or {@code SUPPRESSED} for kinds too rare to be told apart
     * @param asked and
     * @param granted in sum, in hundreds of euros
     */
    public record Cell(
            int year, String need, int decisions, int inFull, int partly, int refused, long asked, long granted) {}

    /**
     * Suppresses small cells. Where only one small cell is left over, the smallest of the others joins it: else it could be had by
     * subtraction.
     */
    static List<Cell> suppressed(List<Cell> cells) {
        List<Cell> shown = new java.util.ArrayList<>(
                cells.stream().filter(c -> c.decisions() >= SMALL).toList());
        List<Cell> hidden = new java.util.ArrayList<>(
                cells.stream().filter(c -> c.decisions() < SMALL).toList());
        while (!hidden.isEmpty()
                && !shown.isEmpty()
                && (hidden.size() == 1
                        || hidden.stream().mapToInt(Cell::decisions).sum() < SMALL)) {
            Cell smallest = shown.stream()
                    .min(java.util.Comparator.comparingInt(Cell::decisions))
                    .orElseThrow();
            shown.remove(smallest);
            hidden.add(smallest);
        }
        if (!hidden.isEmpty() && hidden.stream().mapToInt(Cell::decisions).sum() >= SMALL) {
            shown.add(new Cell(
                    hidden.getFirst().year(),
                    "SUPPRESSED",
                    hidden.stream().mapToInt(Cell::decisions).sum(),
                    hidden.stream().mapToInt(Cell::inFull).sum(),
                    hidden.stream().mapToInt(Cell::partly).sum(),
                    hidden.stream().mapToInt(Cell::refused).sum(),
                    hidden.stream().mapToLong(Cell::asked).sum(),
                    hidden.stream().mapToLong(Cell::granted).sum()));
        }
        return shown;
    }
}
