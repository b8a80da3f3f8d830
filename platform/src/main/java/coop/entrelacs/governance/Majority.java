package coop.entrelacs.governance;

/** How many votes carry a proposal. A tie never does. */
public enum Majority {
    /** More for than against; abstentions do not count. */
    SIMPLE {
        @Override
        boolean carries(Tally t) {
            return t.inFavour() > t.against();
        }
    },
    /** More than half of all who voted, abstentions included. */
    ABSOLUTE {
        @Override
        boolean carries(Tally t) {
            return 2 * t.inFavour() > t.voted();
        }
    },
    /** Two thirds of those for or against. */
    TWO_THIRDS {
        @Override
        boolean carries(Tally t) {
            return t.inFavour() > 0 && 3 * t.inFavour() >= 2 * (t.inFavour() + t.against());
        }
    },
    /** Somebody for, nobody against. */
    UNANIMITY {
        @Override
        boolean carries(Tally t) {
            return t.inFavour() > 0 && t.against() == 0;
        }
    };

    abstract boolean carries(Tally tally);
}
