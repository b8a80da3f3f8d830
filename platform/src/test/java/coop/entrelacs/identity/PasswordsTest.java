package coop.entrelacs.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.shared.InvalidField;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {

    private final Passwords passwords = new Passwords(false);

    @ParameterizedTest
    @CsvSource({
        "onze signes, password-too-short",
        "motdepasse123, password-too-common",
        "Azertyuiop12!, password-too-common",
        "aaaaaaaaaaaa, password-too-common",
        "password1234password, password-too-common",
        "camille.durand, password-is-you",
        "Camille Durand, password-is-you",
        "brindille2026, password-too-common",
        "Brindille-2026, password-too-common",
        "8r1nd1ll3!2026, password-too-common",
        "labrindilleverte, password-too-common",
        "durandcamille1, password-too-common",
        "chrysantheme1987, password-too-common",
        "entrelacs-demo-2026, password-too-common",
        "iloveyouiloveyou, password-too-common",
        "M0tdep@sse2026!, password-too-common",
        "sunshinedragon, password-too-common",
        "azertyqwerty123, password-too-common",
        "01/01/1980 1980, password-too-common",
    })
    void aPasswordThatWouldBeGuessedIsRefused(String password, String code) {
        assertThatThrownBy(() -> passwords.accept(
                        password,
                        "camille.durand@example.org",
                        "Camille Durand",
                        List.of("brindille La Brindille verte")))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "une phrase assez longue",
                "le vélo rouge dort dehors",
                "quatre renards mangent des noisettes",
                "correct-horse-battery-2026",
                "Vd7#kq2pLx9w",
                "tjzmqgfwbhxr"
            })
    void aPasswordThatTakesLongToGuessIsTaken(String password) {
        assertThat(passwords.accept(password, "camille.durand@example.org", "Camille Durand", List.of("brindille")))
                .startsWith("{bcrypt}");
    }

    @Test
    void theDemosPasswordIsForTheDemo() {
        assertThat(new Passwords(true)
                        .accept("entrelacs-demo-2026", "lea@brindille.example", "Léa Martin", List.of("brindille")))
                .startsWith("{bcrypt}");
    }

    @Test
    void aPasswordLongerThanWhatIsHashedIsRefusedRatherThanCut() {
        assertThatThrownBy(() -> passwords.accept("é".repeat(40) + "abcdef", "a@example.org", "A", List.of()))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("password-too-long");
    }

    @Test
    void anAcceptedPasswordIsKeptAsAHashThatOnlyItMatches() {
        String hash = passwords.accept("le chat dort sous le poêle", "a@example.org", "A", List.of());

        assertThat(hash).startsWith("{bcrypt}").doesNotContain("chat");
        assertThat(passwords.matches("le chat dort sous le poêle", hash)).isTrue();
        assertThat(passwords.matches("le chien dort sous le poêle", hash)).isFalse();
        assertThat(passwords.matches("le chat dort sous le poêle", null)).isFalse();
    }
}
