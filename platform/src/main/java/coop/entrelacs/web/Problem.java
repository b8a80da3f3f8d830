package coop.entrelacs.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not served (RFC 9457).
 *
 * @param type stable, {@code urn:entrelacs:refusal:<code>}
 * @param title what kind of refusal, in the asker's language
 * @param status the HTTP status
 * @param detail the reason, in the asker's language
 * @param instance the path asked for
 * @param code stable; what programs decide by
 * @param field the path of the input at fault, as {@code lines[2].vatRate}, where it is one
 * @param errors each field at fault, where there are several
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        URI type,
        String title,
        int status,
        String detail,
        @Nullable URI instance,
        String code,
        @Nullable String field,
        List<FieldError> errors) {

    public Problem {
        errors = List.copyOf(errors);
    }

    /** One field at fault. */
    public record FieldError(String field, String code, String detail) {}
}
