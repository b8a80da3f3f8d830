package coop.entrelacs.ui.activities;

import coop.entrelacs.activities.InvoiceKind;
import coop.entrelacs.activities.InvoiceState;
import coop.entrelacs.activities.QuoteState;
import coop.entrelacs.activities.VatCode;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Quotes and invoices in words. */
final class ActivityWords {

    private ActivityWords() {}

    static State state(InvoiceState state) {
        Tone tone = switch (state) {
            case DRAFT, CREDITED -> Tone.NEUTRAL;
            case SUBMITTED, PARTLY_PAID, VALIDATED -> Tone.WAITING;
            case ISSUED -> Tone.NEUTRAL;
            case PAID -> Tone.GOOD;
            case OVERDUE -> Tone.BAD;
        };
        return new State(Texts.t("ui.invoice.state." + state), tone);
    }

    static State state(QuoteState state) {
        Tone tone = switch (state) {
            case DRAFT -> Tone.NEUTRAL;
            case SENT -> Tone.WAITING;
            case ACCEPTED -> Tone.GOOD;
            case REFUSED, EXPIRED -> Tone.BAD;
        };
        return new State(Texts.t("ui.quote.state." + state), tone);
    }

    /**
     * A code of VAT with its percentage where it has one, as "Standard rate (20 %)".
     *
     * @param day whose rate counts; null for today's
     */
    static String vat(VatCode code, @Nullable LocalDate day) {
        String label = code.label(Texts.locale());
        return code.on(day == null ? LocalDate.now(Texts.ZONE) : day)
                .filter(rate -> rate.percent().signum() != 0)
                .map(rate -> label + " (" + Texts.rate(rate) + ")")
                .orElse(label);
    }

    static String title(@Nullable String number, InvoiceKind kind) {
        String what = Texts.t(kind == InvoiceKind.INVOICE ? "ui.invoice" : "ui.credit-note");
        return number == null ? Texts.t("ui.invoice.draft-of", what) : what + "\u00a0" + number;
    }
}
