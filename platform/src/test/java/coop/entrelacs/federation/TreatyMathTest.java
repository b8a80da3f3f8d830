package coop.entrelacs.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.federation.ContributionSplit.Part;
import coop.entrelacs.federation.ContributionSplit.Weights;
import coop.entrelacs.federation.Cover.Excess;
import coop.entrelacs.federation.Cover.QuotaShare;
import coop.entrelacs.federation.Cover.StopLoss;
import coop.entrelacs.federation.PoolOutlook.Assumptions;
import coop.entrelacs.federation.PoolOutlook.Course;
import coop.entrelacs.federation.PoolOutlook.PoolScenario;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.TenantId;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What treaties bear and how calls are split: examples to the cent, without a database. */
class TreatyMathTest {

    private static final TenantId A = new TenantId("aa");
    private static final TenantId B = new TenantId("bb");
    private static final TenantId C = new TenantId("cc");

    @ParameterizedTest(name = "{0} of {1}, {2} {3}: {4}")
    @CsvSource({
        // kind, loss, first term, second term, borne
        "QUOTA, 1000.00, 60,      -,       600.00",
        "QUOTA, 1000.01, 60,      -,       600.00",
        "QUOTA, 0.01,    99.9999, -,       0.00",
        "QUOTA, 333.33,  33.3333, -,       111.10",
        "QUOTA, 1000.00, 100,     -,       1000.00",
        "EXCESS, 999.99,  1000.00, 5000.00, 0.00",
        "EXCESS, 1000.00, 1000.00, 5000.00, 0.00",
        "EXCESS, 1000.01, 1000.00, 5000.00, 0.01",
        "EXCESS, 6000.00, 1000.00, 5000.00, 5000.00",
        "EXCESS, 9000.00, 1000.00, 5000.00, 5000.00",
        "EXCESS, 400.00,  0.00,    5000.00, 400.00",
    })
    void a_treaty_bears_of_one_loss(String kind, String loss, String first, String second, String borne) {
        Cover cover = kind.equals("QUOTA")
                ? new QuotaShare(Rate.percent(first))
                : new Excess(Money.of(first), Money.of(second));
        assertThat(cover.bears(Money.of(loss))).isEqualTo(Money.of(borne));
        assertThat(cover.bearsOfYear(Money.of(loss), Money.ZERO)).isEqualTo(Money.ZERO);
    }

    @ParameterizedTest(name = "losses {0}, contributions {1}, above {2} % up to {3}: {4}")
    @CsvSource({
        "5000.00, 4000.00, 100, , 1000.00",
        "4000.00, 4000.00, 100, , 0.00",
        "3999.99, 4000.00, 100, , 0.00",
        "5000.00, 4000.00, 120, , 200.00",
        "5000.00, 3333.33, 33.3333, , 3888.89",
        "5000.00, 0.00,    100, , 5000.00",
        "9000.00, 4000.00, 100, 2500.00, 2500.00",
    })
    void a_stop_loss_bears_of_a_year(
            String losses, String contributions, String attachment, @Nullable String limit, String borne) {
        StopLoss cover = new StopLoss(Rate.percent(attachment), limit == null ? null : Money.of(limit));
        assertThat(cover.bearsOfYear(Money.of(losses), Money.of(contributions))).isEqualTo(Money.of(borne));
        assertThat(cover.bears(Money.of(losses))).isEqualTo(Money.ZERO);
    }

    @Test
    void senseless_terms_are_refused() {
        assertThatThrownBy(() -> new QuotaShare(Rate.percent("100.01"))).isInstanceOf(InvalidField.class);
        assertThatThrownBy(() -> new QuotaShare(Rate.ZERO)).isInstanceOf(InvalidField.class);
        assertThatThrownBy(() -> new Excess(Money.of("-1"), Money.of("1"))).isInstanceOf(InvalidField.class);
        assertThatThrownBy(() -> terms(new StopLoss(Rate.percent("100"), null), SharingKey.MEMBERS, "0")
                        .suit(Instrument.LOAN))
                .hasMessageContaining("treaty-stop-loss-of-loans");
    }

    @Test
    void a_call_is_split_to_the_cent_by_the_key() {
        List<Part> parts = split("1000.00", SharingKey.MEMBERS, "0", of(A, 1, "0"), of(B, 1, "0"), of(C, 1, "0"));
        assertThat(parts).extracting(Part::amount).containsExactly(money("333.34", "333.33", "333.33"));
        assertThat(parts).extracting(Part::bySolidarity).containsOnly(Money.ZERO);
    }

    @Test
    void the_solidarity_key_shares_its_part_by_means() {
        // by experience only A would pay; 40 % are shared by turnover, and so mostly by B
        List<Part> parts = split(
                "1000.00",
                SharingKey.EXPERIENCE,
                "40",
                new Weights(A, 10, Money.of("100000.00"), null, Money.of("500.00")),
                new Weights(B, 10, Money.of("300000.00"), null, Money.ZERO));
        assertThat(parts).extracting(Part::amount).containsExactly(money("700.00", "300.00"));
        assertThat(parts.getFirst().byKey()).isEqualTo(Money.of("600.00"));
        assertThat(parts.getFirst().bySolidarity()).isEqualTo(Money.of("100.00"));
    }

    @Test
    void a_secret_figure_counts_as_much_a_member_as_that_of_the_others() {
        List<Part> parts = split(
                "900.00",
                SharingKey.TURNOVER,
                "0",
                new Weights(A, 10, Money.of("100000.00"), null, Money.ZERO),
                new Weights(B, 20, Money.of("200000.00"), null, Money.ZERO),
                new Weights(C, 15, null, null, Money.ZERO));
        assertThat(parts).extracting(Part::amount).containsExactly(money("200.00", "400.00", "300.00"));
        assertThat(parts).extracting(Part::estimated).containsExactly(false, false, true);
    }

    @Test
    void before_anything_was_borne_experience_means_members() {
        List<Part> parts = split("300.00", SharingKey.EXPERIENCE, "0", of(A, 1, "0"), of(B, 2, "0"));
        assertThat(parts).extracting(Part::amount).containsExactly(money("100.00", "200.00"));
    }

    @Test
    void stresses_say_when_and_how_much_is_missing() {
        Assumptions assumed = new Assumptions(
                Money.of("1000.00"),
                Money.of("300.00"),
                Money.of("200.00"),
                Money.of("100.00"),
                Money.of("90.00"),
                Money.of("60.00"),
                Money.of("200.00"),
                Money.of("1500.00"));
        YearMonth from = YearMonth.of(2026, 11);
        Course expected = PoolOutlook.course(PoolScenario.EXPECTED, assumed, from);
        assertThat(expected.months()).hasSize(24);
        assertThat(expected.months().getFirst().balance()).isEqualTo(Money.of("1110.00"));
        assertThat(expected.shortFrom()).isNull();
        Course ceded = PoolOutlook.course(PoolScenario.ALL_PROMISES_CEDED, assumed, from);
        assertThat(ceded.shortFrom()).isEqualTo(from);
        assertThat(ceded.missing()).isEqualTo(Money.of("390.00"));
        Course late = PoolOutlook.course(PoolScenario.CONTRIBUTIONS_LATE, assumed, from);
        // all that is late comes in the seventh month
        assertThat(late.months().get(6).in()).isEqualTo(Money.of("1000.00"));
        assertThat(late.months().getLast().balance())
                .isEqualTo(expected.months().getLast().balance());
        assertThat(PoolOutlook.course(PoolScenario.LARGEST_STOPS_PAYING, assumed, from)
                        .months()
                        .getFirst()
                        .in())
                .isEqualTo(Money.of("140.00"));
    }

    @ParameterizedTest
    @CsvSource({
        "Voir la facture du mois de mai, true",
        "Mme Moreau a été en arrêt, false",
        "Suite à sa maladie, false",
        "Elle était à l’hôpital, false",
        "Virement vers FR76 3000 6000 0112 3456 7890 189, false",
        "NIR 2 85 05 78 006 084 91, false",
        "Écrire à lea@exemple.fr, false",
        "Le montant a été versé en deux fois, true",
        "Les moreaux ne comptent pas, true",
    })
    void a_text_that_names_somebody_does_not_leave(String text, boolean leaves) {
        var checked = org.assertj.core.api.Assertions.catchThrowable(
                () -> NobodyNamed.check("answer", text, List.of("Moreau", "Ly")));
        assertThat(checked == null).as(text).isEqualTo(leaves);
    }

    @ParameterizedTest
    @CsvSource({
        "Moreau demande une aide, false",
        "La facture manque. Moreau doit la donner, false",
        "Pourquoi ? Lefebvre sait, false",
        "Martinez, false",
        "Le dossier de Moreau, false",
        "Pouvez-vous joindre la facture ?, true",
        "Pourquoi le montant dépasse-t-il le plafond ?, true",
        "Merci de préciser la date du sinistre. Joignez le devis, true",
        "Précisez la part de l’assurance, true",
        "Quelle est la perte avant TVA ?, true",
        "L’accord de Brindille manque, true",
        "Please attach the invoice, true",
        "Why was the amount paid twice?, true",
        "How much did the customer still pay?, true",
    })
    void a_surname_alone_does_not_leave_the_federation_even_where_a_sentence_begins(String text, boolean leaves) {
        var checked = org.assertj.core.api.Assertions.catchThrowable(
                () -> NobodyNamed.checkWithoutList("note", text, List.of("Brindille")));
        assertThat(checked == null).as(text).isEqualTo(leaves);
    }

    private static List<Part> split(String total, SharingKey key, String solidarity, Weights... all) {
        List<Part> parts = ContributionSplit.split(
                Money.of(total), terms(new QuotaShare(Rate.percent("50")), key, solidarity), List.of(all));
        assertThat(Money.sum(parts.stream().map(Part::amount).toList())).isEqualTo(Money.of(total));
        return parts;
    }

    private static TreatyTerms terms(Cover cover, SharingKey key, String solidarity) {
        return new TreatyTerms(
                cover,
                Money.of("12000.00"),
                key,
                Rate.percent(solidarity),
                SharingKey.TURNOVER,
                Money.of("20000.00"),
                null,
                Money.of("2000.00"));
    }

    private static Weights of(TenantId cooperative, int members, String borne) {
        return new Weights(cooperative, members, Money.ZERO, Money.ZERO, Money.of(borne));
    }

    private static Money[] money(String... euros) {
        return java.util.Arrays.stream(euros).map(Money::of).toArray(Money[]::new);
    }
}
