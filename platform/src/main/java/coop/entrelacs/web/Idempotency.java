package coop.entrelacs.web;

import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Service;

/**
 * Makes a POST that moves money safe to send again. The key, the request's hash and the answer are written in the transaction of
 * the work itself: either all is there or nothing. The same key and body gives the same answer; another body is refused (422); a
 * second request while the first runs waits for it.
 */
@Service
public class Idempotency {

    /**
     * Runs work once for a key, in one transaction.
     *
     * @param key the {@code Idempotency-Key} header, 1 to 255 visible characters; null is refused
     * @param request what was asked, method and path included; compared by its JSON
     * @param work the answer to keep; what it throws is not kept, so a corrected request may use the key again
     */
    public <T> ResponseEntity<T> once(
            @org.jspecify.annotations.Nullable String key,
            Object request,
            Class<T> type,
            Supplier<ResponseEntity<T>> work) {
        throw new UnsupportedOperationException("soon");
    }
}
