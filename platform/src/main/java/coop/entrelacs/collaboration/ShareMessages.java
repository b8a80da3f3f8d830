package coop.entrelacs.collaboration;

import coop.entrelacs.activities.MirroredDocuments.Party;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;

/**
 * What two cooperatives say to one another about a partner's part: ids, amounts, dates, numbers and the two legal persons. The
 * partner is named by their key, the customer not at all.
 */
final class ShareMessages {

    private ShareMessages() {}

    /** To the partner's cooperative: the customer is invoiced, this part is yours; it is held until the customer pays. */
    record Owed(
            UUID share,
            UUID project,
            UUID person,
            String customerInvoice,
            LocalDate on,
            Money net,
            Money gross,
            String vat,
            Party lead) {
        static final String KIND = "collab-share.v1";
    }

    /** Back: the invoice between the cooperatives is made. */
    record Invoiced(UUID share, String number, LocalDate issued, Money net, Money vat, Money gross, Party partner) {
        static final String KIND = "collab-invoiced.v1";
    }

    /** To the partner's: the customer paid (or was credited), so much is payable from now on, as a position of its own. */
    record Released(UUID share, UUID slice, Money amount, LocalDate on) {
        static final String KIND = "collab-released.v1";
    }

    /** To the partner's: the customer was credited, take back this much before VAT. */
    record Credited(UUID share, UUID slice, Money net, String customerNote) {
        static final String KIND = "collab-credit.v1";
    }

    /** Back: the credit note between the cooperatives is made. */
    record CreditIssued(UUID share, UUID slice, String number, LocalDate issued, Money net, Money vat, Money gross) {
        static final String KIND = "collab-credited.v1";
    }
}
