package coop.entrelacs.ledger;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The chart of accounts. */
@Service
public class Accounts {

    /** Makes sure an account exists and is open; an existing one keeps its label. For modules that post to it. */
    public void ensure(String number, String label) {
        throw new UnsupportedOperationException("soon");
    }

    public Optional<Account> find(String number) {
        throw new UnsupportedOperationException("soon");
    }

    /** Accounts whose number begins with, or whose label contains, the text; by number, those after {@code after}. */
    public List<Account> search(@Nullable String text, @Nullable String after, int limit) {
        throw new UnsupportedOperationException("soon");
    }
}
