package coop.entrelacs.identity;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The address passkeys are bound to and tokens name as issuer: the public one, and without it this machine's own, whose port is known once the server listens
 * (a port of 0 lets the system choose).
 */
@Component
class PasskeyOrigins {

    private final Set<String> origins = ConcurrentHashMap.newKeySet();
    private final Set<String> issuers = ConcurrentHashMap.newKeySet();
    private final String host;
    private final boolean local;

    PasskeyOrigins(IdentityProperties properties) {
        URI here = properties.publicUrl();
        local = here == null;
        host = here == null ? "localhost" : here.getHost();
        if (here != null) {
            origins.add(here.getScheme() + "://" + here.getRawAuthority());
            issuers.add(here.toString());
        }
    }

    @EventListener
    void listening(WebServerInitializedEvent server) {
        if (local && server.getApplicationContext().getServerNamespace() == null) {
            origins.add("http://localhost:" + server.getWebServer().getPort());
            issuers.add("http://localhost:" + server.getWebServer().getPort());
            issuers.add("http://127.0.0.1:" + server.getWebServer().getPort());
        }
    }

    /** Whether a token that names this issuer was made here. */
    boolean isIssuer(@Nullable String issuer) {
        return issuer != null && issuers.contains(issuer);
    }

    String host() {
        return host;
    }

    /** As they are at the time of asking. */
    Set<String> origins() {
        return origins;
    }
}
