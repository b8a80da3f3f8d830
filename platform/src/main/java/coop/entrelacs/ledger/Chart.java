package coop.entrelacs.ledger;

import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A chart of accounts with its journals, as new tenants receive it: a file of {@code charts/}.
 *
 * @param label what the chart is
 */
public record Chart(String label, List<ChartJournal> journals, List<ChartAccount> accounts) {

    private static final Pattern NUMBER = Pattern.compile("[0-9]|[0-9]{2}|[0-9]{3}[0-9A-Z]{0,17}");

    /** @param opening whether its entries are opening balances; exactly one journal's are */
    public record ChartJournal(
            String code, String label, @Nullable Boolean opening) {

        boolean isOpening() {
            return Boolean.TRUE.equals(opening);
        }
    }

    /** @param number one or two digits for a heading */
    public record ChartAccount(String number, String label) {}

    public Chart {
        journals = List.copyOf(journals);
        accounts = List.copyOf(accounts);
    }

    /**
     * Reads and checks a chart.
     *
     * @param name the file's name without its ending, such as {@code pcg-2026}
     * @throws BadConfig if it is wrong, naming the account at fault
     */
    public static Chart read(String name) {
        String path = "charts/" + name + ".yaml";
        Chart chart = ConfigFiles.read(path, Chart.class);
        Set<String> numbers = new HashSet<>();
        for (ChartAccount account : chart.accounts()) {
            if (!NUMBER.matcher(account.number()).matches()) {
                throw new BadConfig(path, 0, "account number " + account.number() + " is none", null);
            }
            if (account.label().isBlank() || account.label().length() > 200) {
                throw new BadConfig(
                        path, 0, "account " + account.number() + " has no label, or one over 200 characters", null);
            }
            if (!numbers.add(account.number())) {
                throw new BadConfig(path, 0, "account " + account.number() + " is there twice", null);
            }
        }
        for (String needed : List.of("120", "129")) {
            if (!numbers.contains(needed)) {
                throw new BadConfig(path, 0, "without account " + needed + " no year can be closed", null);
            }
        }
        if (chart.journals().stream().filter(ChartJournal::isOpening).count() != 1) {
            throw new BadConfig(path, 0, "exactly one journal must be that of opening balances", null);
        }
        if (chart.journals().stream().map(ChartJournal::code).distinct().count()
                != chart.journals().size()) {
            throw new BadConfig(path, 0, "a journal is there twice", null);
        }
        return chart;
    }
}
