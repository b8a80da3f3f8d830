package coop.entrelacs.payments;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.shared.Money;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreditTransfersTest {

    private static final Instant CREATED = Instant.parse("2026-11-22T09:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final CreditTransfers.Payer PAYER =
            new CreditTransfers.Payer("Coopérative Œuvre & Fils", "FR7630006000011234567890189", "AGRIFRPP");

    @Test
    void a_file_counts_and_sums_its_transfers_and_is_the_same_each_time() {
        List<CreditTransfers.Transfer> transfers = List.of(
                new CreditTransfers.Transfer(
                        "a1", Money.of("0.10"), "Zoé N’Diaye", "FR7630006000011234567890189", "Fonds mutuel"),
                new CreditTransfers.Transfer(
                        "a2", Money.of("1234.56"), "Ÿ <b>", "DE89370400440532013000", "Fonds mutuel"));

        byte[] file = CreditTransfers.write(
                "FONDS-2026-11-22", CREATED, DAY, CreditTransfers.Purpose.OTHER, PAYER, transfers);
        String xml = new String(file, StandardCharsets.UTF_8);

        assertThat(xml)
                .contains("<NbOfTxs>2</NbOfTxs>", "<CtrlSum>1234.66</CtrlSum>")
                .contains("<ReqdExctnDt><Dt>2026-11-22</Dt></ReqdExctnDt>", "<BICFI>AGRIFRPP</BICFI>")
                .contains("<Nm>Zoe N'Diaye</Nm>", "<Nm>Y .b.</Nm>", "<Nm>Cooperative OEuvre . Fils</Nm>");
        assertThat(CreditTransfers.write(
                        "FONDS-2026-11-22", CREATED, DAY, CreditTransfers.Purpose.OTHER, PAYER, transfers))
                .isEqualTo(file);
    }

    @Test
    void names_keep_to_the_letters_banks_take_and_to_their_length() {
        assertThat(CreditTransfers.latin("Łukasz Český — 50 €", 70)).isEqualTo("Lukasz Cesky . 50 .");
        assertThat(CreditTransfers.latin("x".repeat(90), 70)).hasSize(70);
    }
}
