package coop.entrelacs.ledger;

import java.util.UUID;
import org.springframework.stereotype.Service;

/** The analytic axis of the books: one value per activity (or cost centre). */
@Service
public class AnalyticAxis {

    /**
     * Makes sure the value exists, with this code and label (changed ones are taken over). In the caller's transaction;
     * cheap to repeat.
     *
     * @param id the id of the activity
     */
    public void ensure(UUID id, String code, String label) {
        throw new UnsupportedOperationException("soon");
    }
}
