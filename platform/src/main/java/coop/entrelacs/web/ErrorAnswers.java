package coop.entrelacs.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** What went wrong before or behind every controller: a problem for programs, a page for people, and nothing of the inside. */
@Controller
@Hidden
class ErrorAnswers implements ErrorController {

    private final Problems problems;
    private final Words words;

    ErrorAnswers(Problems problems, Words words) {
        this.problems = problems;
        this.words = words;
    }

    @RequestMapping(path = "/error", produces = MediaType.TEXT_HTML_VALUE)
    ModelAndView page(HttpServletRequest request) {
        Locale locale = Languages.of(request);
        HttpStatus status = status(request);
        return new ModelAndView(
                "error",
                Map.of(
                        "language", locale.getLanguage(),
                        "light", Light.of(request),
                        "title", problems.title(status, locale),
                        "reason", words.get("refusal." + code(status), locale, reference(request)),
                        "home", words.get("web.home", locale)),
                status);
    }

    @RequestMapping("/error")
    ResponseEntity<Problem> problem(HttpServletRequest request) {
        HttpStatus status = status(request);
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problems.of(status, code(status), request, reference(request)));
    }

    private static HttpStatus status(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        return status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
    }

    private static String code(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "not-found";
            case FORBIDDEN -> "forbidden";
            case CONTENT_TOO_LARGE -> "too-large";
            case SERVICE_UNAVAILABLE -> "busy";
            default -> status.is5xxServerError() ? "internal" : "malformed";
        };
    }

    /** What the access log knows the request by. */
    private static String reference(HttpServletRequest request) {
        return request.getRequestId();
    }
}
