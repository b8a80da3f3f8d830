package coop.entrelacs.funds;

import java.util.UUID;

/** Where money that comes back to a fund comes from, as the books need it. */
sealed interface RepaidFrom {

    /** It arrived on the bank account. */
    record Bank() implements RepaidFrom {}

    /** The activity pays from its cash what the loan bought. */
    record Activity(UUID activity) implements RepaidFrom {}

    /** It was withheld from net pay, with the member's agreement. */
    record Pay(String thirdParty) implements RepaidFrom {}
}
