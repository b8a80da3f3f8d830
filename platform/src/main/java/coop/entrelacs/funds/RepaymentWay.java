package coop.entrelacs.funds;

/** How a member pays a loan back. */
public enum RepaymentWay {
    /** By transfers of their own, which the accountants book as they arrive. */
    TRANSFER,
    /** Each instalment leaves the cash of one of their activities on its day, as far as there is cash. */
    ACTIVITY,
    /** Each instalment is withheld from net pay, within what the law lets an employer withhold. */
    PAY
}
