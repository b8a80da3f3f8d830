package coop.entrelacs.audit;

import org.springframework.stereotype.Service;

/** Writes the tenant's audit trail, in the current transaction where there is one. */
@Service
public class Audit {

    /**
     * Records that the current actor did something.
     *
     * @param action stable code, as {@code person.read}, {@code invoice.validated}
     * @param subject the kind and id of what it was done to, as {@code person:0198…}; never a name
     * @param detail a few words or codes, never health or bank data, may be empty
     */
    public void record(String action, String subject, String detail) {
        throw new UnsupportedOperationException("soon");
    }
}
