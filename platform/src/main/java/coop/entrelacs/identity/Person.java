package coop.entrelacs.identity;

import java.util.Locale;
import java.util.UUID;

/**
 * Someone with an account.
 *
 * @param email what they sign in with, in lower case
 * @param name as others read it
 * @param locale the language they chose
 * @param state whether they may sign in
 */
public record Person(UUID id, String email, String name, Locale locale, State state) {

    public enum State {
        ACTIVE,
        /** May not sign in; tokens and sessions stop working at once. */
        DISABLED
    }
}
