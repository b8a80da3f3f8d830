package coop.entrelacs.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Brings the addresses of PostgreSQL and Redis, however an operator wrote them, into one form: {@code
 * entrelacs.postgres.url} (JDBC, without credentials), {@code .user}, {@code .password}, and {@code
 * spring.data.redis.url}. Everything else reads only these.
 */
final class ServerAddresses implements EnvironmentPostProcessor, Ordered {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> read = new LinkedHashMap<>();
        String postgres = environment.getProperty("entrelacs.postgres.url", "").strip();
        if (!postgres.isEmpty()) {
            PostgresAddress address = PostgresAddress.parse(postgres);
            read.put("entrelacs.postgres.url", address.url());
            if (!address.user().isEmpty()) {
                read.put("entrelacs.postgres.user", address.user());
            }
            if (!address.password().isEmpty()) {
                read.put("entrelacs.postgres.password", address.password());
            }
        }
        String redis = environment.getProperty("entrelacs.redis.url", "").strip();
        if (!redis.isEmpty()) {
            read.put("spring.data.redis.url", redis);
        }
        if (!read.isEmpty()) {
            environment.getPropertySources().addFirst(new MapPropertySource("entrelacs server addresses", read));
        }
    }

    @Override
    public int getOrder() {
        // After the configuration files and after dev-services, which may have started the servers.
        return Ordered.LOWEST_PRECEDENCE - 10;
    }

    /** Where PostgreSQL is; user and password are empty where the address does not say. */
    record PostgresAddress(String url, String user, String password) {

        static PostgresAddress parse(String text) {
            String withoutJdbc = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
            URI uri;
            try {
                uri = new URI(withoutJdbc);
            } catch (URISyntaxException e) {
                throw unreadable();
            }
            String scheme = uri.getScheme();
            if (!"postgresql".equals(scheme) && !"postgres".equals(scheme)) {
                throw unreadable();
            }
            String authority = uri.getRawAuthority();
            String path = uri.getRawPath();
            if (authority == null || path == null || path.length() < 2) {
                throw unreadable();
            }
            String user = "";
            String password = "";
            int at = authority.lastIndexOf('@');
            if (at >= 0) {
                String[] credentials = authority.substring(0, at).split(":", 2);
                user = decoded(credentials[0]);
                password = credentials.length > 1 ? decoded(credentials[1]) : "";
                authority = authority.substring(at + 1);
            }
            List<String> kept = new ArrayList<>();
            for (String parameter : query(uri)) {
                String[] pair = parameter.split("=", 2);
                switch (pair[0]) {
                    case "user" -> user = pair.length > 1 ? decoded(pair[1]) : "";
                    case "password" -> password = pair.length > 1 ? decoded(pair[1]) : "";
                    default -> kept.add(parameter);
                }
            }
            String rest = kept.isEmpty() ? "" : "?" + String.join("&", kept);
            return new PostgresAddress("jdbc:postgresql://" + authority + path + rest, user, password);
        }

        private static String[] query(URI uri) {
            String query = uri.getRawQuery();
            return query == null || query.isEmpty() ? new String[0] : query.split("&");
        }

        private static String decoded(String text) {
            // A plus is a plus in an address; only forms mean a space by it.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }

        /** Without the address itself: it may carry a password, and this goes to a log. */
        private static BadServerAddress unreadable() {
            return new BadServerAddress("ENTRELACS_POSTGRES_URL is not an address of PostgreSQL. It looks like"
                    + " postgresql://user:password@host:5432/database");
        }

        @Override
        public String toString() {
            return "PostgresAddress[" + url + ", user=" + user + "]";
        }
    }

    /** An address that nobody can connect to. */
    static final class BadServerAddress extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BadServerAddress(String message) {
            super(message);
        }
    }
}
