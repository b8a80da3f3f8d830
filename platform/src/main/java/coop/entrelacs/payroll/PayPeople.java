package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.ContractSpan;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Who is in a month's payroll, who is not, and why. */
@Service
public class PayPeople {

    private final JdbcClient jdbc;
    private final Contracts contracts;
    private final PayChoices choices;
    private final PayProfiles profiles;
    private final Audit audit;

    PayPeople(JdbcClient jdbc, Contracts contracts, PayChoices choices, PayProfiles profiles, Audit audit) {
        this.jdbc = jdbc;
        this.contracts = contracts;
        this.choices = choices;
        this.profiles = profiles;
        this.audit = audit;
    }

    /** Which of them to list. */
    public enum Which {
        PAID,
        NOT_PAID,
        /** Paid, but something is missing in their file. */
        INCOMPLETE,
        SUPPORT_TEAM
    }

    /** How many of each there are in the whole month, whatever is listed. */
    public record Counts(long paid, long notPaid, long incomplete, long supportTeam) {}

    /** How many there are of each in a month. */
    @Transactional(readOnly = true)
    public Counts counts(YearMonth month) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        List<PayPerson> all = all(month);
        return new Counts(
                count(all, Which.PAID),
                count(all, Which.NOT_PAID),
                count(all, Which.INCOMPLETE),
                count(all, Which.SUPPORT_TEAM));
    }

    /**
     * Those with a contract in a month, by number. Reading the list leaves a trace: it shows what people are paid.
     *
     * @param which null for all
     * @param text found in the name or number
     */
    @Transactional
    public Page<PayPerson> list(
            YearMonth month, @Nullable Which which, @Nullable String text, @Nullable String after, int limit) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        audit.record("pay-people.listed", "month:" + month, which == null ? "" : which.name());
        return Page.of(
                all(month).stream()
                        .filter(one -> which == null || is(one, which))
                        .filter(one -> Folding.finds(text, one.number() + " " + one.name()))
                        .filter(one -> after == null || one.number().compareTo(after) > 0)
                        .limit(limit + 1L)
                        .toList(),
                limit,
                PayPerson::number);
    }

    private static long count(List<PayPerson> all, Which which) {
        return all.stream().filter(one -> is(one, which)).count();
    }

    private static boolean is(PayPerson one, Which which) {
        return switch (which) {
            case PAID -> one.paid();
            case NOT_PAID -> !one.paid();
            case INCOMPLETE -> one.paid() && !one.missing().isEmpty();
            case SUPPORT_TEAM -> one.contract() == ContractKind.EMPLOYMENT;
        };
    }

    private List<PayPerson> all(YearMonth month) {
        // Everyone with a day of contract in the month, by the last one; a paid one counts before a CAPE.
        Map<UUID, ContractInForce> byMember = new LinkedHashMap<>();
        for (ContractSpan span : contracts.during(month.atDay(1), month.atEndOfMonth())) {
            byMember.merge(
                    span.contract().member(),
                    span.contract(),
                    (before, after) -> after.kind() == ContractKind.BUSINESS_SUPPORT ? before : after);
        }
        Map<UUID, PayChoice> chosen = choices.of(month).choices();
        Set<UUID> explicit = new HashSet<>(jdbc.sql("SELECT member_id FROM pay_choice WHERE month = ?")
                .param(month.atDay(1))
                .query(UUID.class)
                .list());
        Map<UUID, PayProfiles.ForRun> known = profiles.forRun(byMember.keySet());
        return byMember.values().stream()
                .map(contract -> person(
                        contract,
                        chosen.get(contract.member()),
                        explicit.contains(contract.member()),
                        known.getOrDefault(contract.member(), PayProfiles.ForRun.USUAL)))
                .sorted(Comparator.comparing(PayPerson::number))
                .toList();
    }

    private static PayPerson person(
            ContractInForce contract, @Nullable PayChoice choice, boolean explicit, PayProfiles.ForRun known) {
        boolean support = contract.kind() == ContractKind.BUSINESS_SUPPORT;
        List<String> missing = new ArrayList<>();
        if (!support && !known.hasNir()) {
            missing.add("MISSING_NIR");
        }
        if (!support && !known.hasIban()) {
            missing.add("MISSING_IBAN");
        }
        PayPerson.Why why = support
                ? PayPerson.Why.SUPPORT_ONLY
                : choice == null ? PayPerson.Why.FIXED : explicit ? PayPerson.Why.CHOSEN : PayPerson.Why.SMOOTHED;
        return new PayPerson(
                contract.member(),
                contract.memberNumber(),
                contract.memberName(),
                contract.kind(),
                why,
                contract.fixedPay(),
                support ? null : choice,
                missing);
    }
}
