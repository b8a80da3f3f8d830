package coop.entrelacs.identity;

import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/** Spring's table of codes and tokens, which forgets what has expired as it takes in new ones: it needs no caretaker. */
class Authorizations extends JdbcOAuth2AuthorizationService {

    Authorizations(JdbcOperations jdbc, RegisteredClientRepository clients) {
        super(jdbc, clients);
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        super.save(authorization);
        getJdbcOperations().update("""
                DELETE FROM oauth2_authorization WHERE id IN (
                    SELECT id FROM oauth2_authorization
                    WHERE GREATEST(authorization_code_expires_at, access_token_expires_at, refresh_token_expires_at) < ?
                    LIMIT 20 FOR UPDATE SKIP LOCKED)
                """, Instant.now().minusSeconds(3600).atOffset(ZoneOffset.UTC));
    }
}
