package coop.entrelacs.payroll;

import static coop.entrelacs.payroll.PayMonth.anEmployee;
import static coop.entrelacs.payroll.PayMonth.anEntrepreneurEmployee;
import static coop.entrelacs.payroll.PayMonth.employer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of the engine and the rules that the month-by-month table of examples cannot show. */
class PayCalculatorTest {

    private static final Establishment LARGE =
            new Establishment(300, Rate.percent("2.08"), Rate.percent("2.95"), false, Rate.ZERO);

    @Test
    void aCentMoreOfGrossNeverCostsLess() {
        for (String year : List.of("2025-03-01", "2025-12-01", "2026-03-01", "2026-07-01")) {
            Money before = Money.ZERO;
            for (long cents = 150_000; cents < 450_000; cents += 7) {
                Money cost = anEmployee()
                        .on(year)
                        .paid(Money.ofCents(cents))
                        .calculated()
                        .employerCost();
                assertThat(cost).isGreaterThanOrEqualTo(before);
                before = cost;
            }
        }
    }

    @Test
    void aBudgetGivesTheHighestGrossItCanPay() {
        Random random = new Random(42);
        for (int i = 0; i < 300; i++) {
            Money budget = Money.ofCents(100_000 + random.nextInt(3_000_000));
            String date = List.of("2025-02-01", "2025-06-01", "2026-01-01", "2026-08-01")
                    .get(i % 4);
            PayCalculation slip =
                    anEmployee().on(date).at(LARGE).costing(budget).calculated();
            PayCalculation more = anEmployee()
                    .on(date)
                    .at(LARGE)
                    .paid(slip.gross().plus(Money.ofCents(1)))
                    .calculated();
            assertThat(slip.employerCost()).isLessThanOrEqualTo(budget);
            assertThat(more.employerCost()).isGreaterThan(budget);
        }
    }

    @Test
    void aBudgetInTheJumpAtThreeSmicStaysJustBelowIt() {
        // given: at 3 SMIC (5,469.10 EUR, by the SMIC of January 2026) the last 2 % of reduction are lost at once
        Money justBelow = anEmployee().paid("5469.09").calculated().employerCost();
        Money justAbove = anEmployee().paid("5469.11").calculated().employerCost();
        assertThat(justAbove.minus(justBelow)).isGreaterThan(Money.of("100"));

        // when
        PayCalculation slip =
                anEmployee().costing(justBelow.plus(Money.of("50"))).calculated();

        // then
        assertThat(slip.gross()).isGreaterThanOrEqualTo(Money.of("5469.09")).isLessThan(Money.of("5469.11"));
    }

    @Test
    void aNetGivesAGrossThatLeavesExactlyThatNet() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            Money net = Money.ofCents(80_000 + random.nextInt(2_000_000));
            PayCalculation slip =
                    anEmployee().executive(i % 3 == 0).leaving(net).calculated();
            assertThat(slip.netBeforeTax()).isEqualTo(net);
        }
    }

    @Test
    void aNetReachedOnBothSidesOfTheCeilingTakesTheHigherGross() {
        // given: above the ceiling (4,005 EUR) the CET takes 0.14 % of all pay at once, so net falls as gross rises
        Money below = anEmployee().paid("4004").calculated().netBeforeTax();

        // when
        PayCalculation slip = anEmployee().leaving(below).calculated();

        // then
        assertThat(slip.netBeforeTax()).isEqualTo(below);
        assertThat(slip.gross()).isGreaterThan(Money.of("4005"));
    }

    @Test
    void theInverseOfTheInverseIsTheSameSlip() {
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            Money gross = Money.ofCents(190_000 + random.nextInt(1_000_000));
            PayCalculation slip = anEntrepreneurEmployee().paid(gross).calculated();
            PayCalculation byCost =
                    anEntrepreneurEmployee().costing(slip.employerCost()).calculated();
            assertThat(byCost.employerCost()).isEqualTo(slip.employerCost());
            assertThat(byCost.gross().minus(gross).abs()).isLessThanOrEqualTo(Money.ofCents(5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000", "1500", "2170.50", "3135", "6000"})
    void aNetAfterTheNeutralTaxIsFoundAcrossItsBrackets(String paid) {
        PayCalculation slip = anEmployee().taxed(null).arriving(Money.of(paid)).calculated();
        assertThat(slip.neutralTaxRate()).isTrue();
        assertThat(slip.netPaid()).isLessThanOrEqualTo(Money.of(paid));
        assertThat(Money.of(paid).minus(slip.netPaid())).isLessThanOrEqualTo(Money.ofCents(1));
    }

    @Test
    void aBudgetTooSmallForTheHealthCoverIsRefusedNamingTheField() {
        assertThatThrownBy(() -> anEmployee().costing(Money.of("10")).calculated())
                .isInstanceOfSatisfying(InvalidField.class, e -> {
                    assertThat(e.field()).isEqualTo("target.amount");
                    assertThat(e.code()).isEqualTo("target-out-of-reach");
                });
    }

    @Test
    void ownTaxRateIsTakenFromTheTaxableNet() {
        PayCalculation slip = anEmployee().paid("2500").taxed("7.3").calculated();
        assertThat(slip.netTaxable()).isEqualTo(Money.of("2048.86"));
        assertThat(slip.incomeTax()).isEqualTo(Money.of("149.57"));
        assertThat(slip.netPaid()).isEqualTo(slip.netBeforeTax().minus(Money.of("149.57")));
    }

    @Test
    void theEmployersProvidentCoverIsNotTaxable() {
        PayCalculation executive = anEmployee().paid("4000").executive(true).calculated();
        Money without = executive
                .gross()
                .minus(executive.employeeContributions())
                .plus(Money.of("116.29")) // CSG and CRDS that cannot be deducted
                .plus(Money.of("20.00")); // the employer's part of the health cover
        assertThat(executive.netTaxable().minus(without).abs()).isLessThanOrEqualTo(Money.ofCents(1));
    }

    @Test
    void anEntrepreneurBelowTheSmicGetsTheWholeReductionAndHoursToMatch() {
        PayCalculation slip = anEntrepreneurEmployee().paid("933.51").calculated();
        assertThat(slip.reductionCoefficient()).isEqualByComparingTo("0.4021");
        assertThat(slip.hours()).isEqualByComparingTo("77.66");
        assertThat(slip.ceiling()).isEqualTo(Money.of("4005"));
        assertThat(slip.warnings()).isEmpty();
    }

    @Test
    void anEmployeeBelowTheSmicIsWarnedAbout() {
        assertThat(anEmployee().paid("1867.01").calculated().warnings())
                .containsExactly(PayCalculation.Warning.BELOW_SMIC);
    }

    @Test
    void aMonthEnteredHalfwayHasHalfTheCeilingAndSmic() {
        PayCalculation slip = anEmployee()
                .on("2026-09-01")
                .paid("3000")
                .away(PayInput.AbsenceKind.NOT_EMPLOYED, 15, "1500")
                .calculated();
        assertThat(slip.gross()).isEqualTo(Money.of("1500"));
        assertThat(slip.ceiling()).isEqualTo(Money.of("2002.50"));
        assertThat(slip.smic()).isEqualByComparingTo("911.516667");
        assertThat(slip.reductionCoefficient())
                .isEqualByComparingTo(
                        anEmployee().on("2026-09-01").paid("3000").calculated().reductionCoefficient());
    }

    @ParameterizedTest
    @EnumSource(names = {"UNPAID_LEAVE", "SICKNESS", "WORK_ACCIDENT", "PARENTHOOD"})
    void days_without_pay_shorten_the_ceiling_whatever_they_are_for(PayInput.AbsenceKind kind) {
        PayCalculation slip = anEmployee()
                .on("2026-03-01")
                .executive(true)
                .paid("6000")
                .away(kind, 13, "2500")
                .calculated();
        // P05 of the findings: 4,005 x 18 / 31, and a slice above it, with the contributions that only it bears.
        assertThat(slip.ceiling()).isEqualTo(Money.of("2325.48"));
        assertThat(base(slip, "pension-slice-1")).isEqualTo(Money.of("2325.48"));
        assertThat(base(slip, "pension-slice-2")).isEqualTo(Money.of("1174.52"));
        assertThat(slip.lines()).extracting(PayCalculation.Line::code).contains("cet");
    }

    @Test
    void sickness_with_a_part_of_pay_kept_up_leaves_the_ceiling_whole() {
        PayCalculation slip = anEmployee()
                .paid("3000")
                .awayInPartPaid(PayInput.AbsenceKind.SICKNESS, 10, "300")
                .calculated();
        assertThat(slip.gross()).isEqualTo(Money.of("2700"));
        assertThat(slip.ceiling()).isEqualTo(Money.of("4005"));
    }

    private static Money base(PayCalculation slip, String code) {
        return slip.lines().stream()
                .filter(line -> line.code().equals(code))
                .findFirst()
                .orElseThrow()
                .base();
    }

    @ParameterizedTest
    @CsvSource({
        // P06 of the findings, and the other grids of article 204 H on both sides of 1 May
        "2026-03-01, METROPOLE, 1.3, 1689",
        "2026-04-30, METROPOLE, 1.3, 1689",
        "2026-05-01, METROPOLE, 0.5, 1689",
        "2025-03-01, METROPOLE, 1.3, 1689",
        "2026-03-01, GUADELOUPE_REUNION_MARTINIQUE, 0, 1857",
        "2026-03-01, GUADELOUPE_REUNION_MARTINIQUE, 0.5, 1858",
        "2026-05-01, GUADELOUPE_REUNION_MARTINIQUE, 0, 1858",
        "2026-05-01, GUYANE_MAYOTTE, 1.3, 2419",
        "2026-05-01, GUYANE_MAYOTTE, 2.1, 2420",
        "2026-04-01, GUYANE_MAYOTTE, 2.1, 2398",
    })
    void the_neutral_rate_is_that_of_the_day_and_the_territory(
            String day, TaxTerritory territory, BigDecimal percent, String taxable) {
        long rate = PayrollParameters.load()
                .on(LocalDate.parse(day))
                .neutralTax(territory)
                .micros(Money.of(taxable).cents());
        assertThat(Fixed.percent(rate)).isEqualByComparingTo(percent);
    }

    @Test
    void before_may_2026_the_grid_of_2025_withholds() {
        PayCalculation slip = anEmployee()
                .on("2026-03-01")
                .paid("2060")
                .taxed(null)
                .at(new Establishment(30, Rate.percent("2.08"), Rate.ZERO, false, Rate.ZERO))
                .covered("0", "50")
                .calculated();
        assertThat(slip.taxRate().percent()).isEqualByComparingTo("1.3");
        assertThat(slip.incomeTax()).isEqualTo(Money.of("21.96"));
    }

    @ParameterizedTest
    @CsvSource({
        "97110, GUADELOUPE_REUNION_MARTINIQUE",
        "97400, GUADELOUPE_REUNION_MARTINIQUE",
        "97200, GUADELOUPE_REUNION_MARTINIQUE",
        "97300, GUYANE_MAYOTTE",
        "97600, GUYANE_MAYOTTE",
        "75011, METROPOLE",
        "97500, METROPOLE",
        ", METROPOLE",
        "9, METROPOLE"
    })
    void an_address_says_whose_grid_holds(String postcode, TaxTerritory territory) {
        assertThat(TaxTerritory.of(postcode)).isEqualTo(territory);
    }

    @Test
    void the_reduction_keeps_the_smic_of_january_when_june_raises_what_is_paid() {
        PayCalculation may = anEmployee().on("2026-05-01").paid("2400").calculated();
        PayCalculation june = anEmployee().on("2026-06-01").paid("2400").calculated();
        assertThat(june.reductionCoefficient()).isEqualByComparingTo(may.reductionCoefficient());
        assertThat(june.reduction()).isEqualTo(may.reduction());
        // Three times 12.02, not 12.31: 5,500 a month is beyond the reduction all year.
        assertThat(anEmployee().on("2026-07-01").paid("5500").calculated().reduction())
                .isEqualTo(Money.ZERO);
        // What pays people is 12.31 all the same.
        assertThat(anEmployee().on("2026-06-01").paid("1850").calculated().warnings())
                .containsExactly(PayCalculation.Warning.BELOW_SMIC);
    }

    @Test
    void the_fiscal_limit_of_cover_counts_the_employers_provident_part() {
        PayCalculation slip =
                anEmployee().on("2026-07-01").paid("4000").provident("6", "6").calculated();
        // 6 % and 6 % of 4,000 and half the premium of 40 are 500.00; free are 5 % of 4,005 and 2 % of 4,000: 280.25.
        PayCalculation without = anEmployee().on("2026-07-01").paid("4000").calculated();
        Money taxedCover = slip.netTaxable()
                .minus(slip.gross())
                .plus(slip.employeeContributions())
                .minus(without.netTaxable().minus(without.gross()).plus(without.employeeContributions()));
        // CSG and CRDS that cannot be deducted bear the employer's cover too: 2.9 % of 240, and the social limit of
        // 299.25
        // is not reached.
        assertThat(taxedCover).isEqualTo(Money.of("219.75").plus(Money.of("6.96")));
    }

    @Test
    void benefitsInKindBearContributionsAndAreNotPaidOut() {
        PayCalculation with = anEmployee().paid("2400").with(Money.of("100")).calculated();
        PayCalculation without = anEmployee().paid("2500").calculated();
        assertThat(with.gross()).isEqualTo(without.gross());
        assertThat(with.employeeContributions()).isEqualTo(without.employeeContributions());
        assertThat(with.netBeforeTax()).isEqualTo(without.netBeforeTax().minus(Money.of("100")));
        assertThat(with.netSocial()).isEqualTo(without.netSocial());
    }

    @Test
    void aYearOfUnequalMonthsAddsUpToTheYearAsAWhole2026() {
        // given: a good spring, a poor autumn, the SMIC rising in June
        List<String> pays = List.of(
                "1900", "1900", "7000", "9000", "2500", "2000", "2000", "1000", "3000", "4005", "12000", "2000");
        YearToDate year = null;
        Money reduction = Money.ZERO;
        Money capped = Money.ZERO;
        Money cet = Money.ZERO;
        Money pay = Money.ZERO;
        double smic = 0;
        for (int month = 1; month <= 12; month++) {
            PayCalculation slip = anEmployee()
                    .on("2026-%02d-01".formatted(month))
                    .paid(pays.get(month - 1))
                    .after(year)
                    .calculated();
            year = slip.yearToDate();
            reduction = reduction.plus(slip.reduction());
            capped = capped.plus(employer(slip, "pension-capped"));
            cet = cet.plus(employer(slip, "cet"));
            pay = pay.plus(slip.gross());
            smic += slip.smic().doubleValue();
        }

        // when: the law applied to the year in one go
        double raw = 0.02 + 0.3821 * Math.pow(0.5 * (3 * smic / pay.toEuros().doubleValue() - 1), 1.75);
        double coefficient = Math.round(raw * 10_000) / 10_000d;

        // then
        assertThat(reduction.toEuros().doubleValue())
                .isCloseTo(pay.toEuros().doubleValue() * coefficient, org.assertj.core.data.Offset.offset(0.005));
        Money ceilings = Money.of("4005").times(12);
        assertThat(capped.minus(pay.min(ceilings).times(Rate.percent("8.55"), java.math.RoundingMode.HALF_UP))
                        .abs())
                .isLessThanOrEqualTo(Money.ofCents(6));
        assertThat(pay).isGreaterThan(ceilings);
        assertThat(cet.minus(pay.times(Rate.percent("0.21"), java.math.RoundingMode.HALF_UP))
                        .abs())
                .isLessThanOrEqualTo(Money.ofCents(6));
    }

    @Test
    void aReliefLostLaterInTheYearIsTakenBackForItsFirstMonths() {
        // given: 2.25 SMIC of 2025 is 4,054.05 EUR
        PayCalculation january = anEmployee().on("2025-01-01").paid("3000").calculated();
        assertThat(employer(january, "health")).isEqualTo(Money.of("210.00"));

        // when
        PayCalculation february = anEmployee()
                .on("2025-02-01")
                .paid("9000")
                .after(january.yearToDate())
                .calculated();

        // then: 13 % of 12,000 for the two months together
        assertThat(employer(january, "health")
                        .plus(employer(february, "health"))
                        .plus(employer(february, "health-regularisation")))
                .isEqualTo(Money.of("1560.00"));
    }

    @Test
    void theReductionOf2025StartsAnewWhenItsRuleChangesInMay() {
        PayCalculation april = anEmployee().on("2025-04-01").paid("1801.80").calculated();
        PayCalculation may = anEmployee()
                .on("2025-05-01")
                .paid("1801.80")
                .after(april.yearToDate())
                .calculated();
        PayCalculation mayAlone = anEmployee().on("2025-05-01").paid("1801.80").calculated();
        assertThat(april.reductionCoefficient()).isEqualByComparingTo("0.3234");
        assertThat(may.reductionCoefficient()).isEqualByComparingTo("0.3233");
        assertThat(may.reduction()).isEqualTo(mayAlone.reduction());
    }

    @Test
    void generousCoverCountsAsPayAboveTheLimit() {
        PayCalculation slip = anEmployee()
                .paid("2500")
                .covered("400", "100")
                .provident("1.5", "0")
                .calculated();
        // employer's cover 400 + 37.50; exempt 6 % of 4,005 + 1.5 % of 2,500 = 277.80
        assertThat(slip.lines().stream()
                        .filter(line -> line.code().equals("health"))
                        .findFirst()
                        .orElseThrow()
                        .base())
                .isEqualTo(Money.of("2659.70"));
    }

    @Test
    void executivesCannotHaveLessThanTheLegalProvidentCover() {
        assertThatThrownBy(() ->
                        anEmployee().executive(true).provident("1.0", "0.5").calculated())
                .isInstanceOfSatisfying(
                        InvalidField.class, e -> assertThat(e.field()).isEqualTo("provident.employerRate"));
    }

    @Test
    void theSameInputGivesTheSameSlipOnEveryThread() {
        PayInput input = anEmployee().paid("2345.67").input();
        PayCalculation expected = PayMonth.CALCULATOR.calculate(input);
        assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> PayMonth.CALCULATOR.calculate(input)))
                .allMatch(expected::equals);
    }
}
