package coop.entrelacs.payroll;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.payroll.PayMonth.anEmployee;
import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/** Months that compared pay with June's SMIC in the general reduction are put right by the next slip of the year. */
@EntrelacsTest
class ReductionSmicTest {

    @Autowired
    ApplicationContext spring;

    @Autowired
    Environment environment;

    private PayingCooperative cooperative;

    @BeforeEach
    void aCooperativeThatPays() {
        cooperative = new PayingCooperative(spring);
    }

    @Test
    void a_month_reckoned_with_junes_smic_is_regularised_by_the_next() {
        // given: June was paid as before the correction, with 12.31 in the sum of the year
        cooperative.entrepreneur("2000");
        PayrollRun june = cooperative.posted(cooperative.previewed(YearMonth.of(2026, 6)));
        UUID slip = cooperative.slips(june.id()).getFirst().id();
        BigDecimal right = calculation(slip).yearToDate().reductionSmic();
        asOwner("ALTER TABLE payslip DISABLE TRIGGER USER");
        asOwner("""
            UPDATE payslip SET calculation = jsonb_set(jsonb_set(calculation, '{smic}', '1867.016667'), '{yearToDate}',
                (calculation->'yearToDate') - 'reductionSmicHourly' || '{"reductionSmic": 1867.016667}')\
            """);

        // when
        PayrollRun july = cooperative.previewed(YearMonth.of(2026, 7));

        // then: the two months together are reckoned with twice January's SMIC
        PayCalculation next =
                calculation(cooperative.slips(july.id()).getFirst().id());
        assertThat(next.yearToDate().reductionSmic()).isEqualByComparingTo(right.multiply(new BigDecimal(2)));
        assertThat(next.reductionCoefficient())
                .isEqualByComparingTo(anEmployee()
                        .on("2026-07-01")
                        .paid(Money.of("2000"))
                        .calculated()
                        .reductionCoefficient());
    }

    private PayCalculation calculation(UUID slip) {
        return as(cooperative.officer, () -> spring.getBean(Payslips.class).calculation(slip));
    }

    /** What the application's own login may not do. */
    private void asOwner(String sql) {
        try (var connection = java.sql.DriverManager.getConnection(
                        environment.getRequiredProperty("entrelacs.postgres.url"),
                        environment.getRequiredProperty("entrelacs.postgres.user"),
                        environment.getRequiredProperty("entrelacs.postgres.password"));
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE " + cooperative.id.owner());
            statement.execute("SET search_path = " + cooperative.id.schema());
            statement.execute(sql);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
