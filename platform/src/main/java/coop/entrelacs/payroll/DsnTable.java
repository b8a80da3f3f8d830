package coop.entrelacs.payroll;

import com.fasterxml.jackson.annotation.JsonIgnore;
import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The monthly social declaration as data ({@code tenants-config/payroll/dsn.yaml}): which blocks, under which, how often, in which order,
 * and how each rubric is written.
 *
 * @param lines where a payslip's line is declared, by the line's code
 * @param yearly codes of lines that no monthly declaration holds
 */
record DsnTable(
        String norm,
        String software,
        String source,
        List<Block> blocks,
        Map<String, LineCode> lines,
        List<String> yearly) {

    static final String PATH = "payroll/dsn.yaml";

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("ddMMuuuu").withResolverStyle(ResolverStyle.STRICT);

    DsnTable {
        Map<String, Integer> seen = new HashMap<>();
        for (Block block : blocks) {
            if (seen.put(block.id(), seen.size()) != null) {
                throw bad(block.id() + " is there twice");
            }
            if (block.parent() == null ? seen.size() > 1 : !seen.containsKey(block.parent())) {
                throw bad("the parent of " + block.id() + " does not come before it");
            }
            String before = "";
            for (Rubric rubric : block.rubrics()) {
                if (rubric.no().compareTo(before) <= 0) {
                    throw bad("rubric " + rubric.no() + " of " + block.id() + " is out of order");
                }
                before = rubric.no();
            }
        }
        blocks = List.copyOf(blocks);
    }

    private static BadConfig bad(String reason) {
        return new BadConfig(PATH, 0, reason, null);
    }

    static DsnTable load() {
        return ConfigFiles.read(PATH, DsnTable.class);
    }

    @JsonIgnore
    @Nullable
    Block block(String id) {
        return blocks.stream()
                .filter(block -> block.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The place of a block in the file. */
    int place(Block block) {
        return blocks.indexOf(block);
    }

    static String day(LocalDate day) {
        return DAY.format(day);
    }

    /** @param times {@code 1}, {@code 0-1}, {@code 0-n} or {@code 1-n} within the parent */
    record Block(String id, @Nullable String parent, String label, String times, List<Rubric> rubrics) {

        boolean required() {
            return times.startsWith("1");
        }

        boolean repeated() {
            return times.endsWith("n");
        }

        @Nullable
        Rubric rubric(String no) {
            return rubrics.stream()
                    .filter(rubric -> rubric.no().equals(no))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * One piece of information.
     *
     * @param least and most: the lengths of a text or a number
     * @param codes the values of a code
     */
    record Rubric(
            String no,
            String label,
            Format format,
            @Nullable Integer least,
            @Nullable Integer most,
            @Nullable List<String> codes,
            @Nullable Boolean optional) {

        boolean required() {
            return !Boolean.TRUE.equals(optional);
        }

        boolean fits(String value) {
            return switch (format) {
                case TEXT -> within(value) && value.strip().equals(value) && latin(value);
                case DIGITS -> within(value) && value.chars().allMatch(c -> c >= '0' && c <= '9');
                case DATE -> isDay(value);
                case AMOUNT -> value.matches("-?[0-9]{1,15}\\.[0-9]{2}");
                case RATE -> value.matches("[0-9]{1,7}\\.[0-9]{2}");
                case CODE -> codes != null && codes.contains(value);
            };
        }

        private boolean within(String value) {
            return value.length() >= (least == null ? 1 : least)
                    && value.length() <= (most == null ? Integer.MAX_VALUE : most);
        }

        private static boolean latin(String value) {
            return value.chars().allMatch(c -> c >= ' ' && c <= 255 && c != '\'' && (c < 127 || c >= 160));
        }

        private static boolean isDay(String value) {
            try {
                LocalDate.parse(value, DAY);
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        }
    }

    enum Format {
        /** Latin letters (ISO 8859-1), no apostrophe: it ends a value. */
        TEXT,
        DIGITS,
        DATE,
        /** Euros, two decimals. */
        AMOUNT,
        /** Two decimals, never negative: rates in percent, hours. */
        RATE,
        CODE
    }

    /**
     * Where a line of a payslip goes.
     *
     * @param base the base it comes under
     * @param individual the code of the individual contribution
     * @param aggregate its line in Urssaf's statement of account; null where another body is owed
     * @param rated whether the establishment's rate goes with it
     * @param byAmount whether the amount is declared there, not the base
     */
    record LineCode(
            String base,
            String individual,
            @Nullable String aggregate,
            @Nullable String qualifier,
            @Nullable Boolean rated,
            @Nullable Boolean byAmount) {}
}
