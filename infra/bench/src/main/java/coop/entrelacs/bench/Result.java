package coop.entrelacs.bench;

/**
 * One line of the report.
 *
 * @param measured what we do, in {@code unit}
 * @param limit what bounds it, measured in the same run, or NaN where the target is absolute
 * @param figure the ratio, or the measured value where the target is absolute
 * @param atLeast true if the figure must reach the target, false if it must stay below
 */
record Result(String name, double measured, double limit, String unit, double figure, double target, boolean atLeast) {

    /** How much of a limit's speed we reach; both in things a second. */
    static Result share(String name, double ours, double limit, double target) {
        return new Result(name, ours, limit, "/s", ours / limit, target, true);
    }

    /** How many times a base cost we take; both in milliseconds. */
    static Result cost(String name, double ours, double base, double target) {
        return new Result(name, ours, base, "ms", ours / base, target, false);
    }

    /** A part of something measured elsewhere, for its explanation: no target of its own. */
    static Result part(String name, double ours, String unit) {
        return new Result(name, ours, Double.NaN, unit, ours, Double.NaN, false);
    }

    /** A time that must stay below a target; in the unit given. */
    static Result time(String name, double ours, double target, String unit) {
        return new Result(name, ours, Double.NaN, unit, ours, target, false);
    }

    boolean reached() {
        return atLeast ? figure >= target : figure <= target;
    }

    String row() {
        if (Double.isNaN(target)) {
            return "| %s | %s | | | | |".formatted(name, number(measured) + " " + unit);
        }
        return "| %s | %s | %s | %s | %s %s | %s |"
                .formatted(
                        name,
                        number(measured) + " " + unit,
                        Double.isNaN(limit) ? "" : number(limit) + " " + unit,
                        number(figure),
                        atLeast ? "≥" : "≤",
                        number(target),
                        reached() ? "yes" : "**no**");
    }

    private static String number(double value) {
        if (value >= 1000) {
            return "%,.0f".formatted(value);
        }
        return value >= 10 ? "%.1f".formatted(value) : "%.3f".formatted(value);
    }
}
