package coop.entrelacs.funds;

import java.util.Set;

/** What a request is for. Some kinds say something of a person's health or family: they are never kept or shown outside the committee. */
public enum Need {
    EQUIPMENT(Instrument.LOAN),
    STOCK(Instrument.LOAN),
    TRAINING(Instrument.LOAN, Instrument.GRANT),
    PARENTHOOD(Instrument.GRANT),
    ILLNESS(Instrument.GRANT),
    ACCIDENT(Instrument.GRANT),
    PRECARITY(Instrument.GRANT, Instrument.LOAN),
    UNPAID_INVOICE(Instrument.GUARANTEE),
    OTHER(Instrument.LOAN, Instrument.GRANT);

    private final Set<Instrument> instruments;

    Need(Instrument... instruments) {
        this.instruments = Set.of(instruments);
    }

    /** Whether a fund that helps in this way answers such needs. */
    boolean suits(Instrument instrument) {
        return instruments.contains(instrument);
    }
}
