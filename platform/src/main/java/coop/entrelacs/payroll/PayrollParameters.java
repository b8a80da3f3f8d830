package coop.entrelacs.payroll;

import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.payroll.Contribution.Agreed;
import coop.entrelacs.payroll.Contribution.Condition;
import coop.entrelacs.payroll.Contribution.Relief;
import coop.entrelacs.payroll.Contribution.SourcedRate;
import coop.entrelacs.payroll.ParameterFile.Entry;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The law of pay, dated: {@code tenants-config/payroll/general-scheme.yaml} read and checked as a whole. */
public final class PayrollParameters {

    static final String PATH = "payroll/general-scheme.yaml";

    private static final List<String> VALUES = List.of(
            "smic-hourly",
            "reduction-smic-hourly",
            "social-security-ceiling",
            "full-time-week",
            "cover-limit-social-ceiling-share",
            "cover-limit-social-pay-share",
            "cover-limit-social-most",
            "cover-limit-tax-ceiling-share",
            "cover-limit-tax-pay-share",
            "cover-limit-tax-most",
            "csg-allowance");

    private final LocalDate covers;
    private final Map<String, DatedSeries<SourcedValue>> values = new HashMap<>();
    private final List<Contribution> contributions = new ArrayList<>();
    private final DatedSeries<ReductionRule> reduction;
    private final Map<TaxTerritory, DatedSeries<NeutralTax>> neutralTax = new EnumMap<>(TaxTerritory.class);
    private final DatedSeries<PayslipModel> payslipModel;
    private final Map<LocalDate, RulesInForce> inForce = new ConcurrentHashMap<>();

    record SourcedValue(BigDecimal value, String source) {}

    /**
     * Reads the deployment's file.
     *
     * @throws BadConfig naming the line of whatever is wrong: a gap, an overlap, an unknown word
     */
    public static PayrollParameters load() {
        return new PayrollParameters(PATH, ConfigFiles.text(PATH));
    }

    PayrollParameters(String path, String text) {
        Entry root = new ParameterFile(path, text).root();
        this.covers = root.day("covers");
        for (Entry value : root.entries("values")) {
            String code = value.text("code");
            value.text("unit");
            if (!VALUES.contains(code) || values.containsKey(code)) {
                throw value.wrong("value '" + code + "' is unknown or there twice");
            }
            values.put(code, value.dated("dated", covers, v -> new SourcedValue(v.number("value"), v.text("source"))));
            value.nothingElse();
        }
        VALUES.stream().filter(code -> !values.containsKey(code)).findFirst().ifPresent(code -> {
            throw root.wrong("value '" + code + "' is missing");
        });
        for (Entry contribution : root.entries("contributions")) {
            contributions.add(contribution(contribution));
            contribution.nothingElse();
        }
        this.reduction = root.dated("reduction", covers, PayrollParameters::reduction);
        for (TaxTerritory territory : TaxTerritory.values()) {
            neutralTax.put(territory, root.dated(territory.key(), covers, PayrollParameters::neutralTax));
        }
        this.payslipModel = root.dated("payslip-model", covers, m -> {
            m.text("source");
            return m.word("model", PayslipModel.class);
        });
        root.nothingElse();
    }

    /** The official model that a slip paid on that day follows. */
    PayslipModel payslipModel(LocalDate payDate) {
        return payslipModel.on(payDate);
    }

    private Contribution contribution(Entry entry) {
        boolean byLaw = !entry.has("agreed");
        if (byLaw && !entry.has("employer") && !entry.has("employee")) {
            throw entry.wrong("neither an employer's nor an employee's rate");
        }
        return new Contribution(
                entry.text("code"),
                entry.word("group", LegalGroup.class),
                entry.word("body", SocialBody.class),
                entry.word("base", ContributionBase.class),
                condition(entry),
                byLaw ? Agreed.BY_LAW : entry.word("agreed", Agreed.class),
                Boolean.TRUE.equals(entry.flag("cover")),
                Boolean.TRUE.equals(entry.flag("taxable")),
                Boolean.TRUE.equals(entry.flag("deferred")),
                rates(entry, "employer"),
                rates(entry, "employee"),
                entry.has("relief")
                        ? entry.dated(
                                "relief",
                                covers,
                                r -> new Relief(
                                        r.has("below-smic") ? r.number("below-smic") : null,
                                        r.has("rate") ? r.rate("rate") : BigDecimal.ZERO,
                                        r.text("source")))
                        : null);
    }

    private @Nullable DatedSeries<SourcedRate> rates(Entry entry, String key) {
        return entry.has(key) ? entry.dated(key, covers, r -> new SourcedRate(r.rate("rate"), r.text("source"))) : null;
    }

    private static Condition condition(Entry entry) {
        BigDecimal most = new BigDecimal(1000);
        if (!entry.has("when")) {
            return new Condition(0, Integer.MAX_VALUE, BigDecimal.ZERO, most, null, null, null, null);
        }
        Entry when = entry.entry("when");
        Condition condition = new Condition(
                when.integer("headcount-from", 0),
                when.integer("headcount-below", Integer.MAX_VALUE),
                when.number("apprentices-from", BigDecimal.ZERO),
                when.number("apprentices-below", most),
                when.flag("executive"),
                when.flag("alsace-moselle"),
                when.flag("fixed-term"),
                when.flag("provident"));
        when.nothingElse();
        return condition;
    }

    private static ReductionRule reduction(Entry entry) {
        Entry small = entry.entry("small");
        Entry large = entry.entry("large");
        ReductionRule rule = new ReductionRule(
                entry.word("formula", ReductionRule.Formula.class),
                entry.day("from"),
                entry.number("limit").doubleValue(),
                entry.number("least", BigDecimal.ZERO).doubleValue(),
                entry.number("power", BigDecimal.ONE).doubleValue(),
                small.integer("headcount-below", 0),
                small.number("most").doubleValue(),
                large.number("most").doubleValue(),
                entry.number("pension"),
                entry.text("source"));
        small.nothingElse();
        large.nothingElse();
        return rule;
    }

    private static NeutralTax neutralTax(Entry entry) {
        List<Entry> brackets = entry.entries("brackets");
        long[] below = new long[brackets.size()];
        long[] rates = new long[brackets.size()];
        for (int i = 0; i < brackets.size(); i++) {
            Entry bracket = brackets.get(i);
            boolean last = i == brackets.size() - 1;
            if (bracket.has("below") == last) {
                throw bracket.wrong("the last bracket, and only the last, has no 'below'");
            }
            below[i] = last
                    ? Long.MAX_VALUE
                    : bracket.number("below").movePointRight(2).longValueExact();
            if (i > 0 && below[i] <= below[i - 1]) {
                throw bracket.wrong("brackets do not rise");
            }
            rates[i] = Fixed.micros(bracket.rate("rate"));
            bracket.nothingElse();
        }
        return new NeutralTax(below, rates, entry.text("source"));
    }

    /** The last day it knows the law of: the ceiling is set for a year at a time, so its last year is the last one that is known. */
    public LocalDate knownTo() {
        return java.util.Objects.requireNonNull(values.get("social-security-ceiling"))
                .at(LocalDate.MAX)
                .period()
                .first()
                .with(java.time.temporal.TemporalAdjusters.lastDayOfYear());
    }

    /** The first day the file knows the law of. */
    public LocalDate covers() {
        return covers;
    }

    /** @throws coop.entrelacs.shared.InvalidField if the day is before the file's first */
    RulesInForce on(LocalDate day) {
        if (day.isBefore(covers)) {
            throw new coop.entrelacs.shared.InvalidField("date", "pay-date-not-covered", covers);
        }
        if (inForce.size() > 1000) {
            inForce.clear();
        }
        return inForce.computeIfAbsent(day, this::compile);
    }

    private RulesInForce compile(LocalDate day) {
        var smic = value("smic-hourly", day);
        return new RulesInForce(
                smic.value().doubleValue(),
                value("reduction-smic-hourly", day).value(),
                cents("social-security-ceiling", day),
                value("full-time-week", day).value(),
                micros("cover-limit-social-ceiling-share", day),
                micros("cover-limit-social-pay-share", day),
                micros("cover-limit-social-most", day),
                micros("cover-limit-tax-ceiling-share", day),
                micros("cover-limit-tax-pay-share", day),
                micros("cover-limit-tax-most", day),
                Fixed.ONE - micros("csg-allowance", day),
                contributions.stream().map(c -> c.on(day)).toList(),
                reduction.on(day),
                neutralTax(day));
    }

    private Map<TaxTerritory, NeutralTax> neutralTax(LocalDate day) {
        Map<TaxTerritory, NeutralTax> grids = new EnumMap<>(TaxTerritory.class);
        neutralTax.forEach((territory, dated) -> grids.put(territory, dated.on(day)));
        return grids;
    }

    private SourcedValue value(String code, LocalDate day) {
        return java.util.Objects.requireNonNull(values.get(code)).on(day);
    }

    private long cents(String code, LocalDate day) {
        return value(code, day).value().movePointRight(2).longValueExact();
    }

    private long micros(String code, LocalDate day) {
        return Fixed.micros(value(code, day).value());
    }

    /**
     * The general reduction as it stands for some time.
     *
     * @param pension the rates of the complementary pension among those that make up {@code most}: that part of the reduction is
     *     deducted from what is paid to Agirc-Arrco, the rest from what is paid to Urssaf
     */
    record ReductionRule(
            Formula formula,
            LocalDate since,
            double limit,
            double least,
            double power,
            int smallBelow,
            double mostSmall,
            double mostLarge,
            BigDecimal pension,
            String source) {

        enum Formula {
            LINEAR,
            POWER
        }

        /** The part of a reduction that Agirc-Arrco bears, in cents. */
        long ofPension(long reduction, int headcount) {
            long most = Math.round((headcount < smallBelow ? mostSmall : mostLarge) * Fixed.ONE);
            return Fixed.divide(
                    Math.multiplyExact(reduction, pension.movePointRight(6).longValueExact()), most);
        }

        /** The coefficient, rounded to four decimals as the law says. */
        double coefficient(double smic, double pay, int headcount) {
            if (pay <= 0 || (formula == Formula.POWER && pay >= limit * smic)) {
                return 0;
            }
            double most = headcount < smallBelow ? mostSmall : mostLarge;
            double raw = switch (formula) {
                case LINEAR -> most / (limit - 1) * (limit * smic / pay - 1);
                // StrictMath gives the same bits on every machine, so the same payslip.
                case POWER -> least + (most - least) * StrictMath.pow(0.5 * (limit * smic / pay - 1), power);
            };
            return Math.round(Math.clamp(raw, 0, most) * 10_000) / 10_000d;
        }
    }

    /** Withholding rates for those whose own rate is not known. */
    static final class NeutralTax {
        private final long[] below;
        private final long[] rates;
        private final String source;

        private NeutralTax(long[] below, long[] rates, String source) {
            this.below = below;
            this.rates = rates;
            this.source = source;
        }

        long micros(long taxableCents) {
            int i = 0;
            while (taxableCents >= below[i]) {
                i++;
            }
            return rates[i];
        }

        /** The taxable incomes, in cents, from which a higher rate holds. */
        long[] thresholds() {
            return java.util.Arrays.copyOf(below, below.length - 1);
        }

        String source() {
            return source;
        }
    }

    /**
     * All parameters of one day, in the engine's integers.
     *
     * @param smicHourly what pay must reach at least, in euros an hour
     * @param reductionSmicHourly the SMIC that the general reduction is reckoned with, in euros an hour: that of 1 January all year
     */
    record RulesInForce(
            double smicHourly,
            BigDecimal reductionSmicHourly,
            long ceiling,
            BigDecimal fullWeek,
            long coverCeilingShare,
            long coverPayShare,
            long coverMost,
            long taxCoverCeilingShare,
            long taxCoverPayShare,
            long taxCoverMost,
            long csgShare,
            List<Contribution.InForce> contributions,
            ReductionRule reduction,
            Map<TaxTerritory, NeutralTax> neutralTax) {

        NeutralTax neutralTax(TaxTerritory territory) {
            return java.util.Objects.requireNonNull(neutralTax.get(territory));
        }
    }
}
