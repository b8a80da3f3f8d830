package coop.entrelacs.identity;

import coop.entrelacs.TestTokens;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a browser without scripts does: keeps cookies, posts forms with their hidden token, does not follow by itself. */
final class Browser {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" (?:type=\"hidden\" )?value=\"([^\"]+)\"");

    private final TestTokens tokens;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Browser(TestTokens tokens) {
        this.tokens = tokens;
    }

    HttpResponse<String> get(String path) {
        return send(
                HttpRequest.newBuilder(uri(path)).header("Accept", "text/html").GET());
    }

    /** Opens a page and posts a form to an address as the page would. */
    HttpResponse<String> submit(String page, String action, Map<String, String> fields) {
        return post(action, fields, csrf(page));
    }

    HttpResponse<String> post(String action, Map<String, String> fields, String csrf) {
        String body = fields.entrySet().stream()
                .map(f -> f.getKey() + "=" + encode(f.getValue()))
                .collect(Collectors.joining("&", "_csrf=" + encode(csrf) + "&", ""));
        return send(HttpRequest.newBuilder(uri(action))
                .header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> signIn(String email, String password) {
        return submit(SignIn.PATH, SignIn.PATH, Map.of("email", email, "password", password));
    }

    /** Says yes on the page that asks whether an application may. */
    HttpResponse<String> allow(HttpResponse<String> sent) {
        String page = location(sent);
        if (!page.contains(SignInPages.APPLICATION)) {
            throw new AssertionError("not asked: " + sent.statusCode() + " " + page);
        }
        String html = get(page).body();
        String form = html.substring(html.indexOf("<form"), html.indexOf("</form>"));
        Matcher field = Pattern.compile("name=\"([a-z_]+)\" value=\"([^\"]*)\"").matcher(form);
        String body = field.results()
                .map(f -> f.group(1) + "=" + encode(f.group(2).replace("&#61;", "=")))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(uri("/oauth2/authorize"))
                .header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> ask(String method, String path, String accept) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Accept", accept)
                .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    String csrf(String page) {
        Matcher csrf = CSRF.matcher(get(page).body());
        if (!csrf.find()) {
            throw new AssertionError("no form on " + page);
        }
        return csrf.group(1);
    }

    /** The value of a cookie, if this browser has it. */
    java.util.Optional<java.net.HttpCookie> cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .findFirst();
    }

    private URI uri(String path) {
        return path.startsWith("http") ? URI.create(path) : tokens.uri(path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String location(HttpResponse<?> answer) {
        return answer.headers().firstValue("Location").orElse("");
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
