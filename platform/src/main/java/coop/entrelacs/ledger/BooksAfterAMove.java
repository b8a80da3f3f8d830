package coop.entrelacs.ledger;

import coop.entrelacs.tenancy.TenantCheck;
import java.util.List;
import org.springframework.stereotype.Component;

/** The chain, the numbers and the balances of a tenant that was carried to another server, before anybody books there. */
@Component
class BooksAfterAMove implements TenantCheck {

    private final LedgerVerifier verifier;

    BooksAfterAMove(LedgerVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public List<String> faults() {
        return verifier.verify().faults().stream()
                .map(fault -> fault.code() + (fault.entry() == null ? "" : " " + fault.entry()))
                .toList();
    }
}
