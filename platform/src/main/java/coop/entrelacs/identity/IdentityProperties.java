package coop.entrelacs.identity;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param publicUrl the address people reach the deployment by, as {@code https://entrelacs.example.org}: what tokens name as issuer and
 *     passkeys are bound to. Without one, tokens name the address they were asked at and passkeys work on localhost only.
 * @param demo whether clients and people with well-known secrets may exist
 * @param firstOperator the email of whoever shall run a deployment that nobody runs yet; the link is written to the log
 * @param secondFactor whether roles that move money or grant access wait for a passkey
 */
@ConfigurationProperties("entrelacs")
record IdentityProperties(
        @Nullable URI publicUrl,
        @DefaultValue("false") boolean demo,
        @Nullable String firstOperator,
        @DefaultValue("false") boolean secondFactor) {}
