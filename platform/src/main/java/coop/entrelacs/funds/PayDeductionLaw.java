package coop.entrelacs.funds;

import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Rate;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;

/** How much of a pay an employer may withhold to get back what it lent; from {@code pay-deductions/} of the configuration. */
final class PayDeductionLaw {

    private static final String FILE = "pay-deductions/france.yaml";
    private static final List<Share> SHARES =
            ConfigFiles.read(FILE, Content.class).shares();

    private PayDeductionLaw() {}

    record Share(LocalDate from, Rate share) {
        Share {
            Checks.required(from, "from");
            Checks.share(share, "share");
        }
    }

    record Content(String source, List<Share> shares) {
        Content {
            Checks.text(source, "source", 200);
            if (shares == null || shares.isEmpty()) {
                throw new InvalidField("shares", "required");
            }
            shares = List.copyOf(shares);
        }
    }

    /** The share in force on a day. */
    static Rate on(LocalDate day) {
        return SHARES.stream()
                .filter(s -> !s.from().isAfter(day))
                .max(Comparator.comparing(Share::from))
                .orElseThrow(() -> new BadConfig(FILE, 0, "says nothing of " + day, null))
                .share();
    }
}
