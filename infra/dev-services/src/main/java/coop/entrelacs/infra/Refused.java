package coop.entrelacs.infra;

/** A command cannot be done; the message is for a person at a terminal. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message);
    }
}
