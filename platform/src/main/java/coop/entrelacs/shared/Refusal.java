package coop.entrelacs.shared;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something a person or a program asked for that the domain refuses, with the reason in words they understand. A
 * refusal rolls the transaction back. Modules throw named subclasses ({@code InvoiceAlreadyValidated}); the API answers
 * them as RFC 9457 problems of type {@code urn:entrelacs:refusal:<code>}, the pages show the same sentence.
 *
 * <p>The sentence is the message {@code refusal.<code>} of the module's bundle, with {@code {0}}, {@code {1}}… replaced
 * by {@link #arguments()}. Arguments are shown to the asker and logged: never put health or bank data in them.
 */
public abstract class Refusal extends RuntimeException {

    /** What kind of "no" this is; decides the HTTP status. */
    public enum Kind {
        /** The request is wrong in itself: 422 (400 where it cannot even be read). */
        INVALID,
        /** Right in itself, impossible in the present state: 409. */
        CONFLICT,
        /** No such thing here, or not for you: 404. */
        NOT_FOUND,
        /** The thing may be known, the act is not yours: 403. */
        FORBIDDEN,
        /** Changed by someone else since it was read: 412. */
        STALE,
        /** Too often: 429. */
        THROTTLED,
        /** Not at this moment, for a reason that passes by itself: 503. */
        UNAVAILABLE
    }

    private final Kind kind;
    private final String code;
    private final @Nullable String field;
    private final List<Object> arguments;

    /**
     * @param kind decides the HTTP status
     * @param code stable, lower-case with hyphens, part of the API's contract
     * @param field the path of the input at fault ({@code lines[2].vatRate}), or null if no single one is
     * @param arguments the values named in the sentence
     */
    protected Refusal(Kind kind, String code, @Nullable String field, Object... arguments) {
        super(code
                + (field == null ? "" : " (" + field + ")")
                + (arguments.length == 0 ? "" : " " + List.of(arguments)));
        this.kind = kind;
        this.code = code;
        this.field = field;
        this.arguments = List.of(arguments);
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    public @Nullable String field() {
        return field;
    }

    public List<Object> arguments() {
        return arguments;
    }
}
