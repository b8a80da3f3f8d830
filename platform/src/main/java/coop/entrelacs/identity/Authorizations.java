package coop.entrelacs.identity;

import coop.entrelacs.tenancy.ControlPlane;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * Spring's table of codes and tokens, with three promises of its own. Codes and tokens stand there as hashes. A code is redeemed once,
 * however many ask at the same moment, and what came of it ends when it is tried again. What is revoked ends at once, although a token
 * would be good by its signature. It forgets what has expired as it takes in new ones: it needs no caretaker.
 */
class Authorizations extends JdbcOAuth2AuthorizationService {

    private static final String HASHED = "sha256:";

    /** Where the values of codes and tokens stand among Spring's columns: the code, the access, ID and refresh token. */
    private static final int[] VALUES = {7, 11, 17, 21};

    private final ControlPlane controlPlane;

    Authorizations(ControlPlane controlPlane, RegisteredClientRepository clients) {
        super(new JdbcTemplate(controlPlane.dataSource()), clients);
        this.controlPlane = controlPlane;
        Function<OAuth2Authorization, List<SqlParameterValue>> columns = getAuthorizationParametersMapper();
        setAuthorizationParametersMapper(authorization -> hashed(columns.apply(authorization)));
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        Boolean again = controlPlane.transaction().execute(_ -> {
            if (redeems(authorization) && !firstToRedeem(authorization)) {
                end(authorization.getId());
                return true;
            }
            super.save(authorization);
            denyWhatWasRevoked(authorization);
            forgetExpired();
            return false;
        });
        if (Boolean.TRUE.equals(again)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        if (type != null && OAuth2ParameterNames.STATE.equals(type.getValue())) {
            return super.findByToken(token, type);
        }
        OAuth2Authorization found = super.findByToken(hash(token), type);
        return found == null ? null : withValue(found, token);
    }

    /** Whether a token was ended before its time. */
    boolean isDenied(String id) {
        return controlPlane
                .jdbc()
                .sql("SELECT EXISTS (SELECT FROM denied_token WHERE id = ?)")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    /** A code just used up, with a token that is good: only so does Spring write what a code was redeemed for. */
    private static boolean redeems(OAuth2Authorization authorization) {
        OAuth2Authorization.Token<OAuth2AuthorizationCode> code = authorization.getToken(OAuth2AuthorizationCode.class);
        OAuth2Authorization.Token<OAuth2AccessToken> access = authorization.getAccessToken();
        return code != null && code.isInvalidated() && access != null && !access.isInvalidated();
    }

    /** The row stays locked until the tokens are written: whoever comes second sees them, and ends them. */
    private boolean firstToRedeem(OAuth2Authorization authorization) {
        return controlPlane
                        .jdbc()
                        .sql("UPDATE oauth2_authorization SET redeemed = true WHERE id = ? AND NOT redeemed")
                        .param(authorization.getId())
                        .update()
                == 1;
    }

    private void end(String id) {
        OAuth2Authorization written = findById(id);
        if (written == null) {
            return;
        }
        OAuth2Authorization.Builder ended = OAuth2Authorization.from(written);
        if (written.getAccessToken() != null) {
            ended.invalidate(written.getAccessToken().getToken());
        }
        if (written.getRefreshToken() != null) {
            ended.invalidate(written.getRefreshToken().getToken());
        }
        OAuth2Authorization worthless = ended.build();
        super.save(worthless);
        denyWhatWasRevoked(worthless);
    }

    private void denyWhatWasRevoked(OAuth2Authorization authorization) {
        OAuth2Authorization.Token<OAuth2AccessToken> access = authorization.getAccessToken();
        if (access == null || !access.isInvalidated() || access.getClaims() == null) {
            return;
        }
        Object id = access.getClaims().get("jti");
        Instant until = access.getToken().getExpiresAt();
        if (id != null && until != null) {
            // A minute more than it lives: clocks of nodes differ.
            controlPlane
                    .jdbc()
                    .sql("INSERT INTO denied_token (id, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
                    .params(id.toString(), until.plusSeconds(60).atOffset(ZoneOffset.UTC))
                    .update();
        }
    }

    private void forgetExpired() {
        controlPlane
                .jdbc()
                .sql("""
                    DELETE FROM oauth2_authorization WHERE id IN (
                        SELECT id FROM oauth2_authorization
                        WHERE GREATEST(authorization_code_expires_at, access_token_expires_at, refresh_token_expires_at) < ?
                        LIMIT 20 FOR UPDATE SKIP LOCKED)
                    """)
                .param(Instant.now().minusSeconds(3600).atOffset(ZoneOffset.UTC))
                .update();
        controlPlane
                .jdbc()
                .sql("""
                    DELETE FROM denied_token WHERE id IN (
                        SELECT id FROM denied_token WHERE expires_at < ? LIMIT 20 FOR UPDATE SKIP LOCKED)
                    """)
                .param(Instant.now().atOffset(ZoneOffset.UTC))
                .update();
    }

    private static List<SqlParameterValue> hashed(List<SqlParameterValue> columns) {
        List<SqlParameterValue> changed = new ArrayList<>(columns);
        for (int at : VALUES) {
            SqlParameterValue column = changed.get(at);
            String value = switch (column.getValue()) {
                case null -> null;
                case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
                default -> column.getValue().toString();
            };
            // What was read from the table and is written again is a hash already.
            if (value != null && !value.startsWith(HASHED)) {
                changed.set(at, new SqlParameterValue(column.getSqlType(), hash(value)));
            }
        }
        return changed;
    }

    /** Spring compares the value it was given with the one it finds. */
    private static OAuth2Authorization withValue(OAuth2Authorization found, String value) {
        String hash = hash(value);
        OAuth2Authorization.Builder builder = OAuth2Authorization.from(found);
        OAuth2Authorization.Token<OAuth2AuthorizationCode> code = found.getToken(OAuth2AuthorizationCode.class);
        if (code != null && code.getToken().getTokenValue().equals(hash)) {
            put(
                    builder,
                    code,
                    new OAuth2AuthorizationCode(
                            value,
                            Objects.requireNonNull(code.getToken().getIssuedAt()),
                            Objects.requireNonNull(code.getToken().getExpiresAt())));
        }
        OAuth2Authorization.Token<OAuth2AccessToken> access = found.getAccessToken();
        if (access != null && access.getToken().getTokenValue().equals(hash)) {
            put(
                    builder,
                    access,
                    new OAuth2AccessToken(
                            access.getToken().getTokenType(),
                            value,
                            access.getToken().getIssuedAt(),
                            access.getToken().getExpiresAt(),
                            access.getToken().getScopes()));
        }
        OAuth2Authorization.Token<OidcIdToken> id = found.getToken(OidcIdToken.class);
        if (id != null && id.getToken().getTokenValue().equals(hash)) {
            put(
                    builder,
                    id,
                    new OidcIdToken(
                            value,
                            id.getToken().getIssuedAt(),
                            id.getToken().getExpiresAt(),
                            id.getToken().getClaims()));
        }
        return builder.build();
    }

    private static <T extends OAuth2Token> void put(
            OAuth2Authorization.Builder builder, OAuth2Authorization.Token<T> read, T token) {
        builder.token(token, metadata -> metadata.putAll(read.getMetadata()));
    }

    private static String hash(String value) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HASHED + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
