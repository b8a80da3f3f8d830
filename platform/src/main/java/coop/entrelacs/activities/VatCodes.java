package coop.entrelacs.activities;

import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Rate;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The VAT codes of France with their dated rates, read from {@code tenants-config/vat}. */
@Component
public class VatCodes {

    private static final String FILE = "vat/france.yaml";

    private final Map<String, VatCode> codes = new LinkedHashMap<>();

    /** The file as written. */
    record Country(String country, List<VatCode> codes) {}

    VatCodes() {
        for (VatCode code : ConfigFiles.read(FILE, Country.class).codes()) {
            for (int i = 0; i < code.rates().size(); i++) {
                for (int j = 0; j < i; j++) {
                    if (code.rates()
                            .get(i)
                            .period()
                            .overlaps(code.rates().get(j).period())) {
                        throw new BadConfig(FILE, 0, "two rates of " + code.code() + " hold on the same day", null);
                    }
                }
            }
            if (codes.put(code.code(), code) != null) {
                throw new BadConfig(FILE, 0, code.code() + " stands twice", null);
            }
        }
    }

    public List<VatCode> all() {
        return List.copyOf(codes.values());
    }

    /** The codes one may choose on a day. */
    public List<VatCode> on(LocalDate day) {
        return codes.values().stream().filter(c -> c.on(day).isPresent()).toList();
    }

    VatCode require(String field, String code) {
        VatCode found = codes.get(code);
        if (found == null) {
            throw new InvalidField(field, "vat-unknown", code);
        }
        return found;
    }

    VatCode get(String code) {
        return require("vat", code);
    }

    /** The rate of a code on a day, or a refusal that names the field. */
    Rate rate(String field, String code, LocalDate day) {
        return require(field, code).on(day).orElseThrow(() -> new InvalidField(field, "vat-not-in-force", code, day));
    }
}
