package coop.entrelacs.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.WebUtils;

/**
 * The language to answer a request in: what the reader chose on a page (a cookie), else what their browser or program accepts, else
 * French.
 */
public final class Languages {

    /** The cookie that remembers a choice made on a page. */
    public static final String COOKIE = "language";

    private Languages() {}

    public static Locale of(HttpServletRequest request) {
        Cookie chosen = Problems.forPrograms(request) ? null : WebUtils.getCookie(request, COOKIE);
        if (chosen != null) {
            return Words.supported(Locale.of(chosen.getValue()));
        }
        return accepted(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }

    private static Locale accepted(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return Words.supported(null);
        }
        try {
            List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(header);
            return Words.supported(Locale.lookup(ranges, Words.LANGUAGES));
        } catch (IllegalArgumentException e) {
            // A header that is no list of languages asks for none.
            return Words.supported(null);
        }
    }
}
