package coop.entrelacs.web;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.DatabaseRules;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns everything that can go wrong into a {@link Problem}. What the asker could not have caused (a bug, a broken disk) is a 500
 * that says nothing of the inside; the log has it under the reference that the asker is told.
 */
@Component
public class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final String TYPE = "urn:entrelacs:refusal:";

    private final Words words;
    private final JsonMapper json;

    Problems(Words words, JsonMapper json) {
        this.words = words;
        this.json = json;
    }

    /** Handles what controllers throw, and what is thrown on the way to them, for the API. */
    @RestControllerAdvice
    static class Advice {

        private final Problems problems;

        Advice(Problems problems) {
            this.problems = problems;
        }

        @ExceptionHandler(Exception.class)
        @Nullable
        ResponseEntity<Problem> problem(Exception e, HttpServletRequest request, HttpServletResponse response)
                throws Exception {
            // Security's own filters answer these; pages have their own ways to say what is wrong.
            if (e instanceof AccessDeniedException || e instanceof AuthenticationException || !forPrograms(request)) {
                throw e;
            }
            if (response.isCommitted()) {
                log.debug("The answer to {} broke off", request.getRequestURI(), e);
                return null;
            }
            HttpHeaders headers = new HttpHeaders();
            if (e instanceof ErrorResponse told) {
                headers.addAll(told.getHeaders());
            }
            Problem problem = problems.of(e, request);
            headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
            if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE.value()
                    || problem.status() == HttpStatus.TOO_MANY_REQUESTS.value()) {
                headers.set(HttpHeaders.RETRY_AFTER, "5");
            }
            return new ResponseEntity<>(problem, headers, problem.status());
        }
    }

    /** Whether problems, and no pages, answer this request. */
    public static boolean forPrograms(HttpServletRequest request) {
        String path = RequestPath.of(request);
        return path.equals("/api") || path.startsWith("/api/") || path.startsWith("/v3/api-docs");
    }

    /** The problem that a refusal is, in the language of the request. */
    public Problem of(Exception e, HttpServletRequest request) {
        Asked asked = Asked.by(request);
        return switch (e) {
            case InvalidFields several -> several(several.fields(), asked);
            case HeaderRefused header -> of(header, header.status(), asked);
            case Refusal refusal -> of(refusal, status(refusal.kind()), asked);
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable, asked);
            case OptimisticLockingFailureException _ -> of(new Stale(), HttpStatus.PRECONDITION_FAILED, asked);
            case MaxUploadSizeExceededException _ -> told(HttpStatus.CONTENT_TOO_LARGE, "too-large", null, asked);
            case HttpRequestMethodNotSupportedException wrong ->
                told(HttpStatus.METHOD_NOT_ALLOWED, "method-not-allowed", null, asked, wrong.getMethod());
            case HttpMediaTypeNotSupportedException wrong ->
                told(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "media-type-not-supported",
                        "Content-Type",
                        asked,
                        String.valueOf(wrong.getContentType()),
                        wrong.getSupportedMediaTypes().toString());
            case MissingServletRequestParameterException missing ->
                told(HttpStatus.BAD_REQUEST, "required", missing.getParameterName(), asked);
            case MissingServletRequestPartException missing ->
                told(HttpStatus.BAD_REQUEST, "required", missing.getRequestPartName(), asked);
            case MissingRequestHeaderException missing ->
                told(HttpStatus.BAD_REQUEST, "required", missing.getHeaderName(), asked);
            case MethodArgumentTypeMismatchException mismatch -> mismatch(mismatch, mismatch.getName(), asked);
            case TypeMismatchException mismatch -> mismatch(mismatch, mismatch.getPropertyName(), asked);
            case PessimisticLockingFailureException _, DataAccessResourceFailureException _ -> busy(e, asked);
            case CannotCreateTransactionException _, QueryTimeoutException _ -> busy(e, asked);
            case ErrorResponse told -> told(told.getStatusCode(), asked);
            default ->
                isNoText(e)
                        ? told(HttpStatus.BAD_REQUEST, "address-malformed", null, asked)
                        : DatabaseRules.refusal(e)
                                .map(broken -> unforeseen(broken, e, request, asked))
                                .orElseGet(() -> bug(e, asked));
        };
    }

    /** A rule of the database that the form did not know: told to the asker, and to us, who should have known it. */
    private Problem unforeseen(Refusal broken, Exception e, HttpServletRequest request, Asked asked) {
        log.warn("{} broke a rule of the database ({})", asked.path(), broken.code(), e);
        Problem problem = of(broken, status(broken.kind()), asked);
        return problem.field() == null || RequestFields.of(request).contains(problem.field())
                ? problem
                : new Problem(
                        problem.type(),
                        problem.title(),
                        problem.status(),
                        problem.detail(),
                        asked.path(),
                        problem.code(),
                        null,
                        List.of());
    }

    /** Bytes of an address or a form that are no UTF-8: the container tells it as an error of the program. */
    private static boolean isNoText(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CharacterCodingException) {
                return true;
            }
        }
        return false;
    }

    /** The problem of a status that no exception stands for. */
    public Problem of(HttpStatus status, String code, HttpServletRequest request, Object... arguments) {
        return told(status, code, null, Asked.by(request), arguments);
    }

    /** Answers from a filter, where no controller will. */
    public void write(Problem problem, HttpServletResponse response) throws IOException {
        response.setStatus(problem.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }

    private Problem of(Refusal refusal, HttpStatus status, Asked asked) {
        return new Problem(
                URI.create(TYPE + refusal.code()),
                title(status, asked.locale()),
                status.value(),
                words.reason(refusal, asked.locale()),
                asked.path(),
                refusal.code(),
                refusal.field() == null || refusal.field().isEmpty() ? null : refusal.field(),
                List.of());
    }

    private Problem several(List<InvalidField> fields, Asked asked) {
        List<Problem.FieldError> errors = fields.stream()
                .map(f -> new Problem.FieldError(
                        java.util.Objects.requireNonNullElse(f.field(), ""), f.code(), words.reason(f, asked.locale())))
                .toList();
        Problem whole = told(HttpStatus.UNPROCESSABLE_CONTENT, "invalid-fields", null, asked, (Object) errors.size());
        return new Problem(
                whole.type(), whole.title(), whole.status(), whole.detail(), asked.path(), whole.code(), null, errors);
    }

    private static HttpStatus status(Refusal.Kind kind) {
        return switch (kind) {
            case INVALID -> HttpStatus.UNPROCESSABLE_CONTENT;
            case CONFLICT -> HttpStatus.CONFLICT;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case STALE -> HttpStatus.PRECONDITION_FAILED;
            case THROTTLED -> HttpStatus.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    }

    /**
     * A body that cannot be read. Where the constructor of a record refused a value, its refusal is told, with the way to that
     * record put before the field it names.
     */
    private Problem unreadable(HttpMessageNotReadableException e, Asked asked) {
        if (!(e.getCause() instanceof JacksonException wrong)) {
            return told(HttpStatus.BAD_REQUEST, "body-required", null, asked);
        }
        String path = path(wrong);
        for (Throwable cause = wrong; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidField refused) {
                return of(placed(refused, path, wrong), HttpStatus.UNPROCESSABLE_CONTENT, asked);
            }
            if (cause instanceof InvalidFields refused) {
                return several(
                        refused.fields().stream()
                                .map(f -> placed(f, path, wrong))
                                .toList(),
                        asked);
            }
            if (cause instanceof Refusal refused) {
                return of(refused, status(refused.kind()), asked);
            }
        }
        HttpStatus wrongValue = HttpStatus.UNPROCESSABLE_CONTENT;
        return switch (wrong) {
            case UnrecognizedPropertyException unknown -> told(wrongValue, "unknown-field", path, asked);
            case InvalidNullException _ -> told(wrongValue, "required", path, asked);
            case InvalidFormatException format -> malformed(format.getTargetType(), path, asked);
            case ValueInstantiationException value
            when isRead(value.getType().getRawClass()) ->
                malformed(value.getType().getRawClass(), path, asked);
            case ValueInstantiationException value
            when value.getCause() instanceof NullPointerException -> told(wrongValue, "required", path, asked);
            case ValueInstantiationException value -> bug(value, asked);
            case MismatchedInputException mismatch -> malformed(mismatch.getTargetType(), path, asked);
            case DatabindException _ -> told(wrongValue, "malformed", path, asked);
            default -> {
                var at = wrong.getLocation();
                yield told(
                        HttpStatus.BAD_REQUEST,
                        "body-malformed",
                        null,
                        asked,
                        at == null ? 0 : at.getLineNr(),
                        at == null ? 0 : at.getColumnNr());
            }
        };
    }

    private static InvalidField placed(InvalidField refused, String path, JacksonException wrong) {
        // A value read from one JSON string has no fields of its own: the way to it is all there is to say.
        boolean value = wrong instanceof ValueInstantiationException v
                && isValue(v.getType().getRawClass());
        String field = refused.field() == null ? "" : seenFromHere(refused.field(), wrong);
        String whole = value || field.isEmpty()
                ? path
                : path.isEmpty() || field.startsWith("[")
                        ? path + field
                        // A part that names itself from the whole on is named once.
                        : field.startsWith(path + ".") ? field : path + "." + field;
        return new InvalidField(whole, refused.code(), refused.arguments().toArray());
    }

    /**
     * A record that is always part of another may name its fields from the other's point of view ({@code address.city}): of what is on the
     * way to the record already, nothing is said twice.
     */
    private static String seenFromHere(String field, JacksonException wrong) {
        int dot = field.indexOf('.');
        String first = dot < 0 ? field : field.substring(0, dot);
        Class<?> type =
                wrong instanceof ValueInstantiationException v ? v.getType().getRawClass() : Object.class;
        boolean own = type.isRecord()
                && Arrays.stream(type.getRecordComponents())
                        .anyMatch(c -> c.getName().equals(first));
        boolean said = !own
                && (first.equalsIgnoreCase(type.getSimpleName())
                        || wrong.getPath().stream().anyMatch(step -> first.equals(step.getPropertyName())));
        return said ? (dot < 0 ? "" : field.substring(dot + 1)) : field;
    }

    private static boolean isValue(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .anyMatch(m -> m.isAnnotationPresent(com.fasterxml.jackson.annotation.JsonValue.class));
    }

    private static boolean isRead(Class<?> type) {
        return type == Money.class || type == Rate.class || isValue(type);
    }

    private static String path(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    private Problem mismatch(TypeMismatchException e, @Nullable String field, Asked asked) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidField refused) {
                return of(
                        new InvalidField(
                                field == null ? "" : field,
                                refused.code(),
                                refused.arguments().toArray()),
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        asked);
            }
        }
        return malformed(e.getRequiredType(), field, asked);
    }

    /** Says what a value should have looked like. */
    private Problem malformed(@Nullable Class<?> type, @Nullable String field, Asked asked) {
        List<Object> arguments = new ArrayList<>();
        String code;
        if (type == null) {
            code = "malformed";
        } else if (type.isEnum()) {
            code = "malformed-choice";
            arguments.add(
                    Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
        } else if (type == Money.class) {
            code = "malformed-money";
        } else if (type == Rate.class) {
            code = "malformed-rate";
        } else if (type == UUID.class) {
            code = "malformed-id";
        } else if (Temporal.class.isAssignableFrom(type)) {
            code = "malformed-date";
        } else if (Number.class.isAssignableFrom(type) || (type.isPrimitive() && type != boolean.class)) {
            code = type == BigDecimal.class ? "malformed-decimal" : "malformed-number";
        } else {
            code = "malformed";
        }
        return told(HttpStatus.UNPROCESSABLE_CONTENT, code, field, asked, arguments.toArray());
    }

    private Problem told(HttpStatusCode status, Asked asked) {
        HttpStatus known = HttpStatus.valueOf(status.value());
        return switch (known) {
            case NOT_FOUND -> told(known, "not-found", null, asked);
            case NOT_ACCEPTABLE -> told(known, "not-acceptable", "Accept", asked);
            case CONTENT_TOO_LARGE -> told(known, "too-large", null, asked);
            default -> told(known, known.is5xxServerError() ? "internal" : "malformed", null, asked, UUID.randomUUID());
        };
    }

    private Problem told(HttpStatus status, String code, @Nullable String field, Asked asked, Object... arguments) {
        return new Problem(
                URI.create(TYPE + code),
                title(status, asked.locale()),
                status.value(),
                words.get("refusal." + code, asked.locale(), arguments),
                asked.path(),
                code,
                field == null || field.isEmpty() ? null : field,
                List.of());
    }

    private Problem busy(Exception e, Asked asked) {
        // A tenant on the move refuses its connection, and whoever begins a transaction wraps that.
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal && refusal.kind() == Refusal.Kind.UNAVAILABLE) {
                return of(refusal, status(refusal.kind()), asked);
            }
        }
        log.warn("{} could not be served now", asked.path(), e);
        return told(HttpStatus.SERVICE_UNAVAILABLE, "busy", null, asked);
    }

    private Problem bug(Exception e, Asked asked) {
        String reference = UUID.randomUUID().toString().substring(0, 8);
        log.error("{} failed (reference {})", asked.path(), reference, e);
        return told(HttpStatus.INTERNAL_SERVER_ERROR, "internal", null, asked, reference);
    }

    String title(HttpStatus status, Locale locale) {
        String key = "problem." + status.value();
        return words.has(key, locale) ? words.get(key, locale) : status.getReasonPhrase();
    }

    /** What of the request every problem needs. */
    private record Asked(@Nullable URI path, Locale locale) {

        static Asked by(HttpServletRequest request) {
            try {
                return new Asked(new URI(null, null, request.getRequestURI(), null), Languages.of(request));
            } catch (URISyntaxException e) {
                return new Asked(null, Languages.of(request));
            }
        }
    }
}
