package coop.entrelacs.collaboration;

import coop.entrelacs.ledger.SubLedger;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Parts of joint projects: their entries are corrected by the project; what is owed for them stands in the positions. */
@Component
class SharedWorkSubLedger implements SubLedger {

    @Override
    public Map<String, String> corrections() {
        return Map.of(
                "project-share:", "entry-of-project",
                "slice:", "entry-of-project",
                "share-credit:", "entry-of-project");
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of();
    }
}
