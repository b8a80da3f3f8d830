package coop.entrelacs.funds;

/** What a request is for. Some kinds say something of a person's health or family: they are never kept or shown outside the committee. */
public enum Need {
    EQUIPMENT,
    STOCK,
    TRAINING,
    PARENTHOOD,
    ILLNESS,
    ACCIDENT,
    PRECARITY,
    UNPAID_INVOICE,
    OTHER;

    /** Whether a fund that helps in this way answers such needs. */
    public boolean suits(Instrument instrument) {
        return switch (this) {
            case EQUIPMENT, STOCK -> instrument == Instrument.LOAN;
            case PARENTHOOD, ILLNESS, ACCIDENT -> instrument == Instrument.GRANT;
            case TRAINING, PRECARITY, OTHER -> instrument != Instrument.GUARANTEE;
            case UNPAID_INVOICE -> instrument == Instrument.GUARANTEE;
        };
    }
}
