package coop.entrelacs.ledger;

import coop.entrelacs.shared.Money;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** All that stands beside the books: whose entry an entry is, and whether both say the same. */
@Component
class SubLedgers {

    private final JdbcClient jdbc;
    private final List<SubLedger> all;
    private final Map<String, String> corrections = new HashMap<>();

    SubLedgers(JdbcClient jdbc, List<SubLedger> all) {
        this.jdbc = jdbc;
        this.all = List.copyOf(all);
        for (SubLedger one : all) {
            one.corrections().forEach((beginning, code) -> {
                if (corrections.putIfAbsent(beginning, code) != null) {
                    throw new IllegalStateException("two modules name their entries " + beginning);
                }
            });
        }
    }

    /** The code of the sentence that says how an entry of this source is corrected; empty if it may be reversed itself. */
    Optional<String> correction(@Nullable String source) {
        if (source == null) {
            return Optional.empty();
        }
        int colon = source.indexOf(':');
        return Optional.ofNullable(corrections.get(colon < 0 ? source : source.substring(0, colon + 1)));
    }

    /** Where a module and the books say different things. */
    record Found(String code, String what, Money told, Money booked) {}

    List<Found> differences() {
        List<Found> found = new ArrayList<>();
        for (SubLedger module : all) {
            for (SubLedger.Comparison comparison : module.comparisons()) {
                found.addAll(jdbc.sql(comparison.sql())
                        .query((row, n) -> new Found(
                                comparison.code(),
                                row.getString("what"),
                                Money.ofCents(row.getLong("told")),
                                Money.ofCents(row.getLong("booked"))))
                        .list());
            }
        }
        return found;
    }
}
