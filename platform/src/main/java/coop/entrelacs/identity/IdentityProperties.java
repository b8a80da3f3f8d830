package coop.entrelacs.identity;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param publicUrl the address people reach the deployment by, as {@code https://entrelacs.example.org}: what tokens name as issuer and
 *     passkeys are bound to. Without one, both name this machine's own address, {@code http://localhost:<port>}.
 * @param demo whether clients and people with well-known secrets may exist
 * @param firstOperator the email of whoever shall run a deployment that nobody runs yet; the link is written to the log
 * @param secondFactor whether roles that move money or grant access wait for a passkey; they do unless this says no, and in the demo,
 *     whose people have a well-known password and nothing else, only if this says yes
 */
@ConfigurationProperties("entrelacs")
record IdentityProperties(
        @Nullable URI publicUrl,
        @DefaultValue("false") boolean demo,
        @Nullable String firstOperator,
        @Nullable Boolean secondFactor) {

    boolean asksSecondFactor() {
        return secondFactor == null ? !demo : secondFactor;
    }
}
