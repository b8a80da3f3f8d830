package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The cooperative's payroll settings, month by month. */
@Service
public class PayrollSettingsHistory {

    private final JdbcClient jdbc;
    private final PayChanges changes;
    private final Audit audit;

    PayrollSettingsHistory(JdbcClient jdbc, PayChanges changes, Audit audit) {
        this.changes = changes;
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /** Those that hold on a day. Asks for no role: they are printed on every slip. */
    @Transactional(readOnly = true)
    public Optional<PayrollSettings> on(LocalDate day) {
        return jdbc.sql("SELECT * FROM payroll_settings WHERE first_day <= ? ORDER BY first_day DESC LIMIT 1")
                .param(day)
                .query((row, n) -> settings(row))
                .optional();
    }

    /** All of them, the newest first. */
    @Transactional(readOnly = true)
    public List<PayrollSettings> all() {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        return jdbc.sql("SELECT * FROM payroll_settings ORDER BY first_day DESC")
                .query((row, n) -> settings(row))
                .list();
    }

    /**
     * Says what holds from a month on.
     *
     * @throws InvalidField if a month from then on is approved: its slips were made with what held
     */
    @Transactional
    public void hold(PayrollSettings settings) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        Establishment at = settings.establishment();
        int rows = jdbc.sql("""
                        INSERT INTO payroll_settings SELECT :day, :headcount, :accident, :mobility, :alsace, :apprentices,
                            :premium, :share, :siret, :ape, :agreement
                        WHERE NOT EXISTS (SELECT FROM payroll_run WHERE month >= :day AND kind = 'REGULAR'
                            AND state IN ('APPROVED', 'POSTED', 'PAID'))
                        ON CONFLICT (first_day) DO UPDATE SET headcount = excluded.headcount,
                            work_accident_rate = excluded.work_accident_rate, mobility_rate = excluded.mobility_rate,
                            alsace_moselle = excluded.alsace_moselle, apprentice_share = excluded.apprentice_share,
                            health_premium_cents = excluded.health_premium_cents,
                            health_employer_share = excluded.health_employer_share,
                            establishment_siret = excluded.establishment_siret, activity_code = excluded.activity_code,
                            collective_agreement = excluded.collective_agreement""")
                .params(Map.ofEntries(
                        Map.entry("day", settings.firstDay()),
                        Map.entry("headcount", at.headcount()),
                        Map.entry("accident", at.workAccidentRate().percent()),
                        Map.entry("mobility", at.mobilityRate().percent()),
                        Map.entry("alsace", at.alsaceMoselle()),
                        Map.entry("apprentices", at.apprenticeShare().percent()),
                        Map.entry("premium", settings.healthCover().premium().cents()),
                        Map.entry(
                                "share", settings.healthCover().employerShare().percent()),
                        Map.entry("siret", settings.siret()),
                        Map.entry("ape", settings.activityCode()),
                        Map.entry("agreement", settings.collectiveAgreement().strip())))
                .update();
        if (rows == 0) {
            throw new InvalidField(
                    "firstDay",
                    "pay-settings-month-paid",
                    YearMonth.from(jdbc.sql("SELECT max(month) FROM payroll_run WHERE kind = 'REGULAR'"
                                    + " AND state IN ('APPROVED', 'POSTED', 'PAID')")
                            .query(LocalDate.class)
                            .single()));
        }
        changes.note(PayChanges.Kind.SETTINGS, null, YearMonth.from(settings.firstDay()));
        audit.record("payroll.settings-changed", "payroll-settings:" + settings.firstDay(), "");
    }

    private static PayrollSettings settings(ResultSet row) throws SQLException {
        return new PayrollSettings(
                row.getObject("first_day", LocalDate.class),
                new Establishment(
                        row.getInt("headcount"),
                        new Rate(row.getBigDecimal("work_accident_rate")),
                        new Rate(row.getBigDecimal("mobility_rate")),
                        row.getBoolean("alsace_moselle"),
                        new Rate(row.getBigDecimal("apprentice_share"))),
                new PayInput.HealthCover(
                        Money.ofCents(row.getLong("health_premium_cents")),
                        new Rate(row.getBigDecimal("health_employer_share"))),
                row.getString("establishment_siret"),
                row.getString("activity_code"),
                row.getString("collective_agreement"));
    }
}
