package coop.entrelacs.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VAT numbers of all countries of the Union, accounts and banks. */
class NumbersOfBusinessesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FR44732829320",
                "FR53000004605", // Monaco
                "ATU13585627",
                "BE0428759497",
                "BG175074752",
                "CY10259033P",
                "CZ25123891",
                "DE136695976",
                "DE123456789",
                "DK13585628",
                "EE100931558",
                "EL094259216",
                "ESB58378431",
                "ES54362315K",
                "ESX2482300W",
                "FI20774740",
                "HR33392005961",
                "HU12892312",
                "IE6433435F",
                "IE6433435OA",
                "IE8D79739I",
                "IT00743110157",
                "LT119511515",
                "LT100001919017",
                "LU15027442",
                "LV40003521600",
                "MT11679112",
                "NL004495445B01",
                "PL8567346215",
                "PT501964843",
                "RO18547290",
                "SE123456789701",
                "SI50223054",
                "SK2022749619",
                "XI123456789",
                "CHE123456789",
                "GB980780684",
            })
    void a_vat_number_of_its_country_is_taken(String number) {
        assertThat(VatNumbers.isValid(number)).isTrue();
        assertThat(VatNumbers.checked(
                        "vat", number.substring(0, 4).toLowerCase(java.util.Locale.ROOT) + " " + number.substring(4)))
                .isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FR45732829320",
                "FR44732829321",
                "FR4473282932",
                "FR54000004605",
                "44732829320",
                "DE12345678",
                "ATU13585626",
                "BE0428759498",
                "BE428759497",
                "DK13585627",
                "EL094259217",
                "FI20774741",
                "IT00743110158",
                "LU15027443",
                "NL004495445C01",
                "PL8567346216",
                "PT501964842",
                "SE123456789700",
                "SK2022749618",
                "ES123",
                "XI12345678",
                "X",
            })
    void a_vat_number_with_a_wrong_digit_or_form_is_not(String number) {
        assertThatThrownBy(() -> VatNumbers.checked("vat", number))
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.code()).isEqualTo("vat-number-invalid"));
    }

    @Test
    void a_greek_number_begins_with_el() {
        assertThatThrownBy(() -> VatNumbers.checked("vat", "GR094259216"))
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.code()).isEqualTo("vat-number-of-greece"));
    }

    @ParameterizedTest
    @CsvSource({
        "FR7630006000011234567890189, FR7630006000011234567890189",
        "fr76 3000 6000 0112 3456 7890 189, FR7630006000011234567890189",
        "FR7699999000011234567890055, FR7699999000011234567890055",
        "DE89 3704 0044 0532 0130 00, DE89370400440532013000",
        "gb29nwbk60161331926819, GB29NWBK60161331926819",
    })
    void an_iban_is_written_alike_however_it_is_typed(String typed, String iban) {
        assertThat(BankNumbers.sepaIban("iban", typed)).isEqualTo(iban);
    }

    @ParameterizedTest
    @CsvSource({
        "FR00NIMPORTEQUOI, iban-invalid",
        "FR7630006000011234567890188, iban-invalid",
        "XX7630006000011234567890188, iban-invalid",
        "ZZ, iban-invalid",
        "TN5910006035183598478831, iban-outside-sepa",
        "TR330006100519786457841326, iban-outside-sepa",
    })
    void an_account_that_no_transfer_reaches_is_refused(String typed, String code) {
        assertThatThrownBy(() -> BankNumbers.sepaIban("iban", typed)).isInstanceOfSatisfying(InvalidField.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).doesNotContain(typed.length() > 4 ? typed : "none");
        });
    }

    @Test
    void a_bic_is_checked_and_written_alike() {
        assertThat(BankNumbers.bic("bic", "agri frpp")).isEqualTo("AGRIFRPP");
        assertThat(BankNumbers.bic("bic", "DEMOFRPPXXX")).isEqualTo("DEMOFRPPXXX");
        assertThat(BankNumbers.bic("bic", " ")).isNull();
        assertThatThrownBy(() -> BankNumbers.bic("bic", "x")).isInstanceOf(InvalidField.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zoë",
                "محمد",
                "می‌خواهم",
                "👩‍🌾",
                "ligne\nligne",
                "東京",
                "क्‍ष",
                "🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC7F"
            })
    void a_text_of_any_script_enters(String text) {
        assertThat(Texts.checked("name", text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\ud800",
                "\udc00a",
                "a\u202eb",
                "a\u200bb",
                "a\u2060",
                "\ufeffa",
                "a\u200db",
                "a\u007fb",
                "a\ufffe"
            })
    void a_text_with_what_nobody_sees_does_not(String text) {
        assertThatThrownBy(() -> Texts.checked("name", text))
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.code()).isEqualTo("character-refused"));
    }

    record Form(String name, List<Form> parts) {}

    @Test
    void a_form_tells_which_of_its_texts_is_wrong() {
        Form form = new Form("a", List.of(new Form("b", List.of()), new Form("c\td", List.of())));

        assertThat(Texts.all(form)).isEqualTo(form);
        assertThatThrownBy(() -> Texts.lines(form))
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.field()).isEqualTo("parts[1].name"));
    }

    @Test
    void an_amount_has_a_bound_and_one_form() {
        assertThat(Money.of("9999999999.99")).isEqualTo(Money.LARGEST);
        assertThatThrownBy(() -> Money.of("10000000000")).isInstanceOf(InvalidField.class);
        assertThatThrownBy(() -> Money.of("1e3")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> Money.of("1e999999999")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> Money.ofCents(Long.MIN_VALUE).bounded("amount"))
                .isInstanceOf(InvalidField.class);
    }
}
