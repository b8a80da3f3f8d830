package coop.entrelacs.collaboration;

import coop.entrelacs.shared.InvalidField;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How what the customer is invoiced (before VAT) is shared.
 *
 * @param parts everybody who gets something, each once
 */
public record SplitForm(Kind kind, List<Part> parts) {

    private static final int MOST = 50;

    /** The sealed ways of sharing. */
    public enum Kind {
        /** Amounts in euros that each gets of the whole project; what is invoiced beyond their sum is the lead's. */
        FIXED,
        /** Percents that make a hundred. */
        PERCENT,
        /** In proportion of hours recorded since the last invoice, each at the rate given here (euros an hour). */
        TIME
    }

    /** @param value an amount, a percent or an hourly rate; at most two decimals (four of a percent) */
    public record Part(UUID person, BigDecimal value) {
        public Part(@Nullable UUID person, @Nullable BigDecimal value) {
            this.person = Texts.present("parts.person", person);
            this.value = Texts.present("parts.value", value).stripTrailingZeros();
        }
    }

    public SplitForm(@Nullable Kind kind, @Nullable List<Part> parts) {
        this.kind = Texts.present("kind", kind);
        this.parts = parts == null ? List.of() : List.copyOf(parts);
        if (this.parts.isEmpty() || this.parts.size() > MOST) {
            throw new InvalidField("parts", "required");
        }
        Set<UUID> seen = new HashSet<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < this.parts.size(); i++) {
            Part part = this.parts.get(i);
            String field = "parts[" + i + "].value";
            if (!seen.add(part.person())) {
                throw new InvalidField("parts[" + i + "].person", "member-twice");
            }
            if (part.value().signum() <= 0) {
                throw new InvalidField(field, "not-positive");
            }
            int decimals = this.kind == Kind.PERCENT ? 4 : 2;
            if (part.value().scale() > decimals) {
                throw new InvalidField(field, "too-many-decimals", decimals);
            }
            if (part.value().precision() - part.value().scale() > 9) {
                throw new InvalidField(field, "number-too-large");
            }
            sum = sum.add(part.value());
        }
        if (this.kind == Kind.PERCENT && sum.compareTo(new BigDecimal(100)) != 0) {
            throw new InvalidField("parts", "collab-percent-sum", sum.toPlainString());
        }
    }

    /** What a signature is bound to: project, version, kind and every part. */
    String hash(UUID project, int version) {
        String content = project + "|" + version + "|" + kind + "|"
                + parts.stream()
                        .sorted(Comparator.comparing(Part::person))
                        .map(part -> part.person() + "=" + part.value().toPlainString())
                        .collect(Collectors.joining(";"));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
