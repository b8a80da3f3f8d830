package coop.entrelacs.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.shared.InvalidField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusinessNumbersTest {

    @ParameterizedTest
    @ValueSource(strings = {"73282932000074", "35600000000048", "35600000009075"})
    void a_siret_with_its_key_is_taken_also_those_of_la_poste(String siret) {
        assertThat(BusinessNumbers.isSiret(siret)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"73282932000075", "35600000009076", "73282932100074", "7328293200007", "7328293200007A"})
    void a_siret_with_a_wrong_digit_is_not(String siret) {
        assertThat(BusinessNumbers.isSiret(siret)).isFalse();
    }

    @Test
    void numbers_are_taken_as_people_write_them() {
        CustomerForm form = new CustomerForm(
                CustomerKind.BUSINESS,
                " Mairie ",
                null,
                null,
                "732 829 320 00074",
                "FR 44 732 829 320",
                null,
                null,
                null,
                null,
                null,
                null);

        assertThat(form.siren()).isEqualTo("732829320");
        assertThat(form.siret()).isEqualTo("73282932000074");
        assertThat(form.vatNumber()).isEqualTo("FR44732829320");
        assertThat(form.name()).isEqualTo("Mairie");
    }

    @Test
    void the_field_at_fault_is_named() {
        assertThatThrownBy(() -> CustomerForm.business("Mairie", "732829321", Address.of("1 rue", "75001", "Paris")))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("siren"));
        assertThatThrownBy(() -> CustomerForm.business("Mairie", "732829320", Address.of("1 rue", "7500", "Paris")))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("billing.postalCode"));
    }
}
