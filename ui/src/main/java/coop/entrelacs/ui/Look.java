package coop.entrelacs.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.page.ColorScheme;
import com.vaadin.flow.server.VaadinService;
import coop.entrelacs.web.Languages;
import coop.entrelacs.web.Light;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Locale;

/** What a person chose for this browser: language, light or dark. Kept in cookies, so the sign-in page follows too. */
final class Look {

    private Look() {}

    static ColorScheme.Value of(HttpServletRequest request) {
        return switch (Light.of(request)) {
            case "light" -> ColorScheme.Value.LIGHT;
            case "dark" -> ColorScheme.Value.DARK;
            default -> ColorScheme.Value.SYSTEM;
        };
    }

    static void light(UI ui, ColorScheme.Value scheme) {
        ui.getPage().setColorScheme(scheme);
        keep(
                Light.COOKIE,
                scheme == ColorScheme.Value.SYSTEM ? "" : scheme.name().toLowerCase(Locale.ROOT));
    }

    /** The page is built anew, so that every sentence of it speaks the new language. */
    static void language(UI ui, Locale language) {
        keep(Languages.COOKIE, language.getLanguage());
        ui.getPage().reload();
    }

    private static void keep(String name, String value) {
        Cookie cookie = new Cookie(name, value);
        cookie.setPath("/");
        cookie.setMaxAge(value.isEmpty() ? 0 : (int) Duration.ofDays(365).toSeconds());
        cookie.setHttpOnly(true);
        cookie.setSecure(VaadinService.getCurrentRequest().isSecure());
        cookie.setAttribute("SameSite", "Lax");
        // What a person does comes by an ordinary request, never by the push channel, so there is a response to put it
        // on.
        VaadinService.getCurrentResponse().addCookie(cookie);
    }
}
