package coop.entrelacs.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.shared.InvalidField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordsTest {

    private final Passwords passwords = new Passwords();

    @ParameterizedTest
    @CsvSource({
        "onze signes, password-too-short",
        "motdepasse123, password-too-common",
        "Azertyuiop12!, password-too-common",
        "aaaaaaaaaaaa, password-too-common",
        "password1234password, password-too-common",
        "camille.durand, password-is-you",
        "Camille Durand, password-is-you",
    })
    void aPasswordThatWouldBeGuessedIsRefused(String password, String code) {
        assertThatThrownBy(() -> passwords.accept(password, "camille.durand@example.org", "Camille Durand"))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void aPasswordLongerThanWhatIsHashedIsRefusedRatherThanCut() {
        assertThatThrownBy(() -> passwords.accept("é".repeat(40) + "abcdef", "a@example.org", "A"))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("password-too-long");
    }

    @Test
    void anAcceptedPasswordIsKeptAsAHashThatOnlyItMatches() {
        String hash = passwords.accept("le chat dort sous le poêle", "a@example.org", "A");

        assertThat(hash).startsWith("{bcrypt}").doesNotContain("chat");
        assertThat(passwords.matches("le chat dort sous le poêle", hash)).isTrue();
        assertThat(passwords.matches("le chien dort sous le poêle", hash)).isFalse();
        assertThat(passwords.matches("le chat dort sous le poêle", null)).isFalse();
    }
}
