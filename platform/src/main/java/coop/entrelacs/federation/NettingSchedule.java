package coop.entrelacs.federation;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.Tenants;
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
 * Proposes the netting of the month before by itself, once its day has come: looked at every hour, done once a month whichever node
 * looks first. Where another netting is still under way, it comes after that one.
 */
@Service
public class NettingSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(NettingSchedule.class);
    static final String FILE = "federation/netting.yaml";

    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final NettingDesk desk;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final int day;

    NettingSchedule(
            JdbcClient jdbc, Tenants tenants, NettingDesk desk, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.tenants = tenants;
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

    void proposeAll() {
        LocalDate today = LocalDate.now(clock);
        LocalDate thisMonth = today.withDayOfMonth(1);
        for (Tenant tenant : tenants.all()) {
            // One that was not there last month has nothing of it.
            if (tenant.kind() != Tenant.Kind.FEDERATION
                    || tenant.state() != Tenant.State.ACTIVE
                    || !LocalDate.ofInstant(tenant.createdAt(), ZoneId.of("Europe/Paris"))
                            .isBefore(thisMonth)) {
                continue;
            }
            try {
                CurrentTenant.get(Actor.system(tenant.id()), () -> propose(today))
                        .ifPresent(netting -> LOG.info("the netting of last month is proposed in {}", tenant.id()));
            } catch (PositionRefused running) {
                LOG.info("the netting of last month waits in {}: {}", tenant.id(), running.code());
            } catch (RuntimeException e) {
                LOG.warn("the netting of last month cannot be proposed in {}: {}", tenant.id(), e.toString());
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean
        RecurringTask<Void> nettingOfTheMonth(ObjectProvider<NettingSchedule> schedule) {
            return Tasks.recurring("netting-of-the-month", FixedDelay.of(Duration.ofHours(1)))
                    .execute((instance, context) -> schedule.getObject().proposeAll());
        }
    }
}
