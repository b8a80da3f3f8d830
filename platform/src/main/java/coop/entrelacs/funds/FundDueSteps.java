package coop.entrelacs.funds;

import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DueWork;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * What the funds do by themselves when its day comes, every hour, in each cooperative that has funds: ballots whose time is over are
 * counted, instalments pulled, defaults marked, contributions called, reminders given, and what is private forgotten. Each step
 * stands alone and may be repeated; one that fails leaves the others to be done.
 */
@Service
public class FundDueSteps {

    private static final Logger LOG = LoggerFactory.getLogger(FundDueSteps.class);

    private final JdbcClient jdbc;
    private final FundDecisions decisions;
    private final FundPayments payments;
    private final FundRepayments repayments;
    private final RequestForgetting forgetting;
    private final FundContributions contributions;
    private final FundReminders reminders;

    FundDueSteps(
            JdbcClient jdbc,
            FundDecisions decisions,
            FundPayments payments,
            FundRepayments repayments,
            RequestForgetting forgetting,
            FundContributions contributions,
            FundReminders reminders) {
        this.jdbc = jdbc;
        this.decisions = decisions;
        this.payments = payments;
        this.repayments = repayments;
        this.forgetting = forgetting;
        this.contributions = contributions;
        this.reminders = reminders;
    }

    /**
     * What was done.
     *
     * @param done how many of each step, in the order in which they are made
     * @param failed how many steps could not be made; why is in the log
     */
    public record Done(Map<String, Integer> done, int failed) {
        public Done {
            done = new LinkedHashMap<>(done);
        }
    }

    /** Does all that is due in the current cooperative, now. */
    public Done run() {
        CurrentTenant.actor().require(Role.MANAGER);
        Map<String, Integer> done = new LinkedHashMap<>();
        int failed = 0;
        if (hasFunds()) {
            Map<String, IntSupplier> steps = new LinkedHashMap<>();
            steps.put("settled", decisions::settleDue);
            steps.put("pulled", repayments::pullDue);
            steps.put("defaulted", payments::markDefaults);
            steps.put("called", contributions::callDue);
            steps.put("dropped", forgetting::abandoned);
            steps.put("forgotten", forgetting::due);
            steps.put("reminded", reminders::remindDue);
            for (Map.Entry<String, IntSupplier> step : steps.entrySet()) {
                try {
                    done.put(step.getKey(), step.getValue().getAsInt());
                } catch (RuntimeException e) {
                    failed++;
                    LOG.warn("the funds of {}: step {} failed", CurrentTenant.id(), step.getKey(), e);
                }
            }
        }
        return new Done(done, failed);
    }

    /** Every hour wherever there are funds. */
    private Optional<Duration> hourly(Tenant tenant) {
        if (tenant.kind() != Tenant.Kind.COOPERATIVE) {
            return Optional.empty();
        }
        run();
        return hasFunds() ? Optional.of(Duration.ofHours(1)) : Optional.empty();
    }

    private boolean hasFunds() {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM fund)")
                .query(Boolean.class)
                .single();
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        /** After writes, so that a cooperative's first fund is found within the hour. */
        @Bean
        DueWork fundsDue(ObjectProvider<FundDueSteps> steps) {
            return DueWork.afterWrites(
                    "funds", Duration.ofMinutes(30), tenant -> steps.getObject().hourly(tenant));
        }
    }
}
