package coop.entrelacs.ledger;

/**
 * An account of the chart.
 *
 * @param number from three digits on it can be posted to; one or two digits are headings
 * @param thirdParties whether every line on it names a third party (401, 411…)
 * @param open whether new lines may be booked on it
 */
public record Account(String number, String label, boolean thirdParties, boolean open) {

    /** Classes 6 and 7: they start each year at zero and end in its result. */
    public boolean isResult() {
        return number.startsWith("6") || number.startsWith("7");
    }
}
