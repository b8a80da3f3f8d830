package coop.entrelacs.activities;

/**
 * What a line sells. Decides the income account and when its VAT falls due, and is a mandatory mention of the invoice
 * (CGI ann. II, 242 nonies A, I-7° bis: delivery of goods, supply of services, or both).
 */
public enum Nature {
    SERVICES("706", false),
    /** Goods bought to be sold. */
    GOODS("707", true),
    /** Goods that the activity makes. */
    PRODUCTS("701", true),
    /** Costs charged on to the customer. */
    REBILLED("7085", false);

    private final String incomeAccount;
    private final boolean goods;

    Nature(String incomeAccount, boolean goods) {
        this.incomeAccount = incomeAccount;
        this.goods = goods;
    }

    String incomeAccount() {
        return incomeAccount;
    }

    /** Goods owe their VAT on delivery, everything else when the customer pays (CGI 269-2). */
    public boolean isGoods() {
        return goods;
    }
}
