package coop.entrelacs.web;

import coop.entrelacs.shared.Refusal;
import org.springframework.http.HttpStatus;

/** A header this route asks for is missing or unreadable. HTTP has a status of its own for each. */
final class HeaderRefused extends Refusal {

    private final HttpStatus status;

    HeaderRefused(HttpStatus status, String header, String code) {
        super(Kind.INVALID, code, header, header);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
