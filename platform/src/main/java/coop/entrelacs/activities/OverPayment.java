package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The amount is more than is due on the invoice, and the form does not allow an excess: either it says {@code REFUSED}, or nothing is due
 * at all, which most often means that a payment was entered twice, and it does not say {@code KEPT}.
 */
public class OverPayment extends Refusal {

    OverPayment(Money asked, Money due) {
        this("amount", asked, due);
    }

    private OverPayment(String field, Object... arguments) {
        super(Kind.CONFLICT, "over-payment", field, arguments);
    }

    /** The same, at the part of what was sent that is too much. */
    OverPayment of(PaymentForm sent) {
        List<Integer> parts = IntStream.range(0, sent.parts().size())
                .filter(i -> arguments().getFirst().equals(sent.parts().get(i).amount()))
                .boxed()
                .toList();
        return new OverPayment(
                parts.size() == 1 ? "parts[" + parts.getFirst() + "].amount" : "parts",
                arguments().toArray());
    }
}
