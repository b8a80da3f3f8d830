package coop.entrelacs.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.util.WebUtils;

/** Light or dark, as somebody chose for this browser: the same on every page, before and behind sign-in. */
public final class Light {

    public static final String COOKIE = "light";

    private Light() {}

    /** {@code light}, {@code dark}, or {@code system} for whoever chose neither. */
    public static String of(HttpServletRequest request) {
        Cookie chosen = WebUtils.getCookie(request, COOKIE);
        String value = chosen == null ? "" : chosen.getValue();
        return value.equals("light") || value.equals("dark") ? value : "system";
    }
}
