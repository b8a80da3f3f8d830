package coop.entrelacs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalEntryTest {

    private static final Money TEN = Money.of("10.00");

    @Test
    void an_entry_that_balances_can_be_made() {
        var entry = entry("Vente", JournalLine.debit("411", TEN), JournalLine.credit("706", TEN));

        assertThat(entry.lines()).extracting(JournalLine::amount).containsExactly(TEN, TEN.negated());
    }

    @Test
    void a_cent_too_much_is_refused() {
        assertThatThrownBy(() ->
                        entry("Vente", JournalLine.debit("411", TEN), JournalLine.credit("706", Money.of("9.99"))))
                .isInstanceOfSatisfying(InvalidField.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo("entry-unbalanced");
                    assertThat(refusal.arguments()).containsExactly(Money.of("0.01"));
                });
    }

    @Test
    void one_line_or_none_is_no_entry() {
        assertThatThrownBy(() -> entry("Vente")).hasMessageContaining("entry-too-short");
    }

    @Test
    void a_line_without_amount_is_refused() {
        assertThatThrownBy(() -> JournalLine.debit("411", Money.ZERO)).hasMessageContaining("line-amount-zero");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\tb", "a\nb", "a\u0000b"})
    void a_label_that_would_break_the_audit_file_is_refused(String label) {
        assertThatThrownBy(() -> entry(label, JournalLine.debit("411", TEN), JournalLine.credit("706", TEN)))
                .hasMessageContaining("control-character");
    }

    @Test
    void an_empty_label_is_refused() {
        assertThatThrownBy(() -> entry("  ", JournalLine.debit("411", TEN), JournalLine.credit("706", TEN)))
                .hasMessageContaining("required");
    }

    private static JournalEntry entry(String label, JournalLine... lines) {
        return new JournalEntry("VT", LocalDate.of(2026, 11, 3), label, null, null, null, List.of(lines));
    }
}
