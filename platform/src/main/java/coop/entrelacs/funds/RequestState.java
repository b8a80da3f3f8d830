package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a request stands, with what belongs to that state and nothing else. */
public sealed interface RequestState {

    Stage stage();

    record Draft() implements RequestState {
        @Override
        public Stage stage() {
            return Stage.DRAFT;
        }
    }

    /** @param appealUntil the last day to appeal */
    record Inadmissible(List<Admissibility.Reason> reasons, LocalDate appealUntil) implements RequestState {
        public Inadmissible {
            reasons = List.copyOf(reasons);
        }

        @Override
        public Stage stage() {
            return Stage.INADMISSIBLE;
        }
    }

    /** @param appeal whether it was refused before: then there is no further appeal */
    record UnderReview(LocalDate decideBy, boolean appeal) implements RequestState {
        @Override
        public Stage stage() {
            return appeal ? Stage.APPEAL : Stage.REVIEW;
        }
    }

    /** @param amount what was granted, at most what was asked; set aside in the fund */
    record Granted(Money amount) implements RequestState {
        public Granted {
            Checks.positive(amount, "amount");
        }

        @Override
        public Stage stage() {
            return Stage.GRANTED;
        }
    }

    /** @param appealUntil the last day to appeal, or null if there is no further appeal */
    record Refused(@Nullable LocalDate appealUntil) implements RequestState {
        @Override
        public Stage stage() {
            return Stage.REFUSED;
        }
    }

    /** @param proposedBy who proposed the payment and so may not confirm it */
    record Paying(Money amount, UUID proposedBy) implements RequestState {
        @Override
        public Stage stage() {
            return Stage.PAYING;
        }
    }

    /** @param defaulted whether too many instalments are missed */
    record Repaying(Money owed, boolean defaulted) implements RequestState {
        public Repaying {
            Checks.positive(owed, "owed");
        }

        @Override
        public Stage stage() {
            return defaulted ? Stage.DEFAULTED : Stage.REPAYING;
        }
    }

    /** @param open what has not come back from the customer */
    record Recovering(Money open) implements RequestState {
        public Recovering {
            Checks.positive(open, "open");
        }

        @Override
        public Stage stage() {
            return Stage.RECOVERING;
        }
    }

    record Withdrawn() implements RequestState {
        @Override
        public Stage stage() {
            return Stage.WITHDRAWN;
        }
    }

    record Closed(Closing how) implements RequestState {
        @Override
        public Stage stage() {
            return Stage.CLOSED;
        }
    }

    /** How a request ended that was paid. */
    enum Closing {
        /** A grant: nothing comes back. */
        PAID,
        REPAID,
        RECOVERED,
        /** Part of it does not come back. */
        WRITTEN_OFF
    }
}
