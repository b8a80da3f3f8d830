package coop.entrelacs.federation;

import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DueWork;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Proposes the netting of the month before by itself, once its day has come: done once a month whichever node
 * looks first. Where another netting is still under way, it comes after that one.
 */
@Service
public class NettingSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(NettingSchedule.class);
    static final String FILE = "federation/netting.yaml";

    private final JdbcClient jdbc;
    private final NettingDesk desk;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final int day;

    NettingSchedule(JdbcClient jdbc, NettingDesk desk, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.desk = desk;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.day = ConfigFiles.read(FILE, Settings.class).dayOfMonth();
    }

    /** @param dayOfMonth 1 to 28; 0 where nothing is proposed by itself */
    record Settings(int dayOfMonth) {
        Settings {
            if (dayOfMonth < 0 || dayOfMonth > 28) {
                throw new BadConfig(FILE, 0, "dayOfMonth is " + dayOfMonth + ", not 0 to 28", null);
            }
        }
    }

    /**
     * @param next the day on which the next netting is proposed by itself, or null where none is
     * @param until the last day of the positions it takes, or null
     */
    public record Next(@Nullable LocalDate next, @Nullable LocalDate until) {}

    /** When the current federation's next netting comes by itself. */
    public Next next() {
        CurrentTenant.actor().require(Role.COORDINATOR);
        if (day == 0) {
            return new Next(null, null);
        }
        LocalDate today = LocalDate.now(clock);
        YearMonth month = YearMonth.from(today);
        if (today.getDayOfMonth() >= day) {
            month = month.plusMonths(1);
        }
        return new Next(month.atDay(day), month.atDay(1).minusDays(1));
    }

    /**
     * In the bound federation: proposes the netting of the month before, if its day has come and nobody did yet.
     *
     * @return the netting, where this call started it
     */
    Optional<UUID> propose(LocalDate today) {
        if (day == 0 || today.getDayOfMonth() < day) {
            return Optional.empty();
        }
        YearMonth month = YearMonth.from(today).minusMonths(1);
        return Objects.requireNonNull(transaction.execute(status -> {
            UUID netting = Ids.next();
            // Who comes second waits here for the first, and then finds the month taken.
            int mine = jdbc.sql("INSERT INTO netting_due(month, netting_id) VALUES (?, ?) ON CONFLICT DO NOTHING")
                    .params(month.atDay(1), netting)
                    .update();
            if (mine == 1) {
                desk.start(netting, month.atEndOfMonth());
                return Optional.of(netting);
            }
            return Optional.empty();
        }));
    }

    /** @return when the next one comes, or an hour where another netting is under way */
    private Optional<Duration> look(Tenant tenant) {
        if (day == 0 || tenant.kind() != Tenant.Kind.FEDERATION) {
            return Optional.empty();
        }
        LocalDate today = LocalDate.now(clock);
        // One that was not there last month has nothing of it.
        if (LocalDate.ofInstant(tenant.createdAt(), ZoneId.of("Europe/Paris")).isBefore(today.withDayOfMonth(1))) {
            try {
                propose(today)
                        .ifPresent(netting -> LOG.info("the netting of last month is proposed in {}", tenant.id()));
            } catch (PositionRefused running) {
                LOG.info("the netting of last month waits in {}: {}", tenant.id(), running.code());
                return Optional.of(Duration.ofHours(1));
            }
        }
        YearMonth month = YearMonth.from(today);
        LocalDate next = (today.getDayOfMonth() < day ? month : month.plusMonths(1)).atDay(day);
        return Optional.of(Duration.between(clock.instant(), next.atStartOfDay(clock.getZone())));
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        /** Each look names the day of the next; the first is the tenant's first whole look. */
        @Bean
        DueWork nettingDue(ObjectProvider<NettingSchedule> schedule) {
            return DueWork.whereMarked(
                    "netting-of-the-month", tenant -> schedule.getObject().look(tenant));
        }
    }
}
