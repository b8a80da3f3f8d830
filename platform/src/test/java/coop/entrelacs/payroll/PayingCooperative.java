package coop.entrelacs.payroll;

import static coop.entrelacs.TestTenants.actor;
import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.TestTenants;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberFixtures;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A cooperative with books for 2026, pay settings, a payroll officer and a manager: {@code new PayingCooperative(spring)}. */
public final class PayingCooperative {

    public static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);

    public final TenantId id;
    public final Actor officer;
    public final Actor manager;
    public final MemberFixtures members;

    private final AtomicInteger accounts = new AtomicInteger();
    private final ApplicationContext spring;

    public PayingCooperative(ApplicationContext spring) {
        this.spring = spring;
        this.id = spring.getBean(TestTenants.class).aCooperative();
        this.officer = actor(id, Role.PAYROLL_OFFICER);
        this.manager = actor(id, Role.MANAGER);
        this.members = new MemberFixtures(bean(Members.class), bean(Contracts.class));
        in(id, () -> {
            bean(LedgerSetup.class).open(LedgerSetup.DEFAULT_CHART, JANUARY, LocalDate.of(2026, 12, 31));
            bean(PayrollSettingsHistory.class)
                    .hold(new PayrollSettings(
                            JANUARY,
                            new Establishment(60, Rate.percent("2.08"), Rate.percent("2.95"), false, Rate.ZERO),
                            new PayInput.HealthCover(Money.of("40"), Rate.percent("50")),
                            "73282932000074",
                            "8299Z",
                            "Syntec"));
            return null;
        });
    }

    private <T> T bean(Class<T> type) {
        return spring.getBean(type);
    }

    /** Under a CESA since January, for a monthly pay. */
    public UUID entrepreneur(String pay) {
        return members.aMember()
                .withCesa(JANUARY, Money.of(pay), new BigDecimal("151.67"))
                .in(id);
    }

    /** Whose pay goes to an account, each to one of their own. */
    public UUID banked(UUID member) {
        return banked(member, iban(accounts.incrementAndGet()));
    }

    public UUID banked(UUID member, String iban) {
        PayProfiles profiles = bean(PayProfiles.class);
        in(id, () -> {
            long version = profiles.get(member).version();
            profiles.change(member, version, PayProfile.of(false, Rate.percent("5"), true, null, null, iban));
            return null;
        });
        return member;
    }

    /** An account that passes the check. */
    public static String iban(int number) {
        String bban = "30006000010%012d".formatted(number);
        long check = 98
                - new java.math.BigInteger(bban + "152700")
                        .mod(java.math.BigInteger.valueOf(97))
                        .longValue();
        return "FR%02d".formatted(check) + bban;
    }

    public PayrollRun previewed(YearMonth month) {
        PayrollRuns runs = bean(PayrollRuns.class);
        PayrollRuns.Started started = as(officer, () -> runs.start(month, month.atEndOfMonth()));
        ended(started.job());
        return as(officer, () -> runs.get(started.run()));
    }

    public PayrollRun posted(PayrollRun preview) {
        PayrollRuns runs = bean(PayrollRuns.class);
        ended(as(manager, () -> runs.approve(preview.id(), preview.version())).job());
        return as(officer, () -> runs.get(preview.id()));
    }

    public void ended(UUID job) {
        Jobs jobs = bean(Jobs.class);
        await().atMost(Duration.ofMinutes(3))
                .until(() -> in(id, () -> jobs.get(job)).state().ended());
        Job end = in(id, () -> jobs.get(job));
        assertThat(end.state()).as(String.valueOf(end.report())).isEqualTo(Job.State.SUCCEEDED);
    }

    public List<PayslipRow> slips(UUID run) {
        return as(officer, () -> bean(Payslips.class).ofRun(run, null, 100)).items();
    }

    public PayslipRow slipOf(UUID run, UUID member) {
        return slips(run).stream()
                .filter(slip -> slip.member().equals(member))
                .findFirst()
                .orElseThrow();
    }

    /** What all accounts beginning so hold, debit positive. */
    public Money balance(String account) {
        return in(
                id,
                () -> Money.ofCents(bean(JdbcClient.class)
                        .sql("""
                        SELECT coalesce(sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id = l.account_id
                        WHERE a.number LIKE ? || '%'""")
                        .param(account)
                        .query(Long.class)
                        .single()));
    }

    public long count(String sql) {
        return in(id, () -> bean(JdbcClient.class).sql(sql).query(Long.class).single());
    }
}
