package coop.entrelacs.payroll;

import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where slips go in the books: {@code tenants-config/payroll/posting.yaml}. */
record PostingRules(
        String journal,
        String bankJournal,
        Target netPay,
        Target advances,
        Target incomeTax,
        Target pay,
        Target benefitsInKind,
        Target deferred,
        Target bank,
        Map<SocialBody, Target> bodies,
        Map<SocialBody, Target> expenses,
        Map<String, Target> lines) {

    static final String PATH = "payroll/posting.yaml";

    /** An account and the label it is opened with where a cooperative lacks it. */
    record Target(String account, String label) {}

    PostingRules {
        for (SocialBody body : SocialBody.values()) {
            if (body != SocialBody.TAX_OFFICE && (!bodies.containsKey(body) || !expenses.containsKey(body))) {
                throw new BadConfig(PATH, 0, "bodies and expenses must name " + body, null);
            }
        }
    }

    static PostingRules load() {
        return ConfigFiles.read(PATH, PostingRules.class);
    }

    String expense(String line, SocialBody body) {
        Target own = lines.get(line);
        return own == null ? required(expenses.get(body)).account() : own.account();
    }

    String owed(SocialBody body, boolean later) {
        return later ? deferred.account() : required(bodies.get(body)).account();
    }

    /** Every account, by number. */
    Map<String, String> accounts() {
        Map<String, String> all = new LinkedHashMap<>();
        java.util.stream.Stream.of(
                        java.util.stream.Stream.of(netPay, advances, incomeTax, pay, benefitsInKind, deferred, bank),
                        bodies.values().stream(),
                        expenses.values().stream(),
                        lines.values().stream())
                .flatMap(s -> s)
                .forEach(target -> all.put(target.account(), target.label()));
        return all;
    }

    private static Target required(@Nullable Target target) {
        return java.util.Objects.requireNonNull(target);
    }
}
