package coop.entrelacs.activities;

import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Period;
import coop.entrelacs.shared.Rate;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What an activity may spend on, and how the books and the VAT take it; read from {@code tenants-config/activities}. */
@Component
public class CostCategories implements PostedAccounts {

    private static final String FILE = "activities/costs.yaml";

    private final String deductibleVat;
    private final Map<String, Category> categories = new LinkedHashMap<>();

    /** What the gross margin takes off turnover; everything else is {@code NONE}. */
    public enum Margin {
        GOODS,
        MATERIALS,
        SUBCONTRACTING,
        MISSION,
        NONE
    }

    /**
     * A kind of cost.
     *
     * @param account where it is booked
     * @param deductible the part of its VAT that may be deducted, over time
     */
    public record Category(
            String code, String account, Margin margin, Map<String, String> label, List<Deductible> deductible) {

        public Category {
            label = Map.copyOf(label);
            deductible = List.copyOf(deductible);
        }

        public String label(Locale language) {
            return label.getOrDefault(language.getLanguage(), label.getOrDefault("fr", code));
        }

        /** What of some VAT may be deducted on a day. */
        Money deductible(Money vat, LocalDate day) {
            return deductible.stream()
                    .filter(d -> new Period(d.from(), d.to()).contains(day))
                    .findFirst()
                    .map(d -> vat.times(d.percent(), RoundingMode.HALF_UP))
                    .orElse(Money.ZERO);
        }
    }

    /** @param source the article of law */
    public record Deductible(LocalDate from, @Nullable LocalDate to, Rate percent, String source) {}

    record Catalogue(String deductibleVat, List<Category> categories) {}

    CostCategories() {
        Catalogue costs = ConfigFiles.read(FILE, Catalogue.class);
        deductibleVat = costs.deductibleVat();
        costs.categories().forEach(category -> categories.put(category.code(), category));
    }

    public List<Category> all() {
        return List.copyOf(categories.values());
    }

    Category require(String field, String code) {
        Category found = categories.get(code);
        if (found == null) {
            throw new InvalidField(field, "cost-category-unknown", code);
        }
        return found;
    }

    String deductibleVat() {
        return deductibleVat;
    }

    @Override
    public void ensureAccounts(Accounts accounts) {
        accounts.ensure(Exchanges.CHARGE, "Biens et prestations échangés entre établissements – charges");
        accounts.ensure(Exchanges.INCOME, "Biens et prestations échangés entre établissements – produits");
        accounts.ensure(deductibleVat, "TVA déductible sur autres biens et services");
        accounts.ensure(Expenses.SUPPLIERS, "Fournisseurs");
        accounts.ensure(Expenses.MEMBERS, "Notes de frais à rembourser");
        categories.values().forEach(c -> accounts.ensure(c.account(), c.label(Locale.FRENCH)));
    }
}
