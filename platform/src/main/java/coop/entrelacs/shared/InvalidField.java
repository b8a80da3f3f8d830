package coop.entrelacs.shared;

/** One field of a request is wrong; the code names why ({@code "siren-checksum"}, {@code "required"}). */
public class InvalidField extends Refusal {

    public InvalidField(String field, String code, Object... arguments) {
        super(Kind.INVALID, code, field, arguments);
    }
}
