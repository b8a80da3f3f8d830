package coop.entrelacs.ledger;

import coop.entrelacs.shared.Refusal;
import org.jspecify.annotations.Nullable;

/** The books as they stand do not take this: the code and the sentence say why. */
public class BookingRefused extends Refusal {

    BookingRefused(String code, @Nullable String field, Object... arguments) {
        super(Kind.CONFLICT, code, field, arguments);
    }
}
