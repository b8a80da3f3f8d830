package coop.entrelacs.activities;

import coop.entrelacs.members.ContractKind;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Lets time pass for one activity under some rules, without a database. */
final class ContributionYears {

    private final ContributionAccount account;
    private final List<ContributionMovement> waiting = new ArrayList<>();
    private final List<ContributionExplanation> explanations = new ArrayList<>();
    private Money charged = Money.ZERO;

    private ContributionYears(ContributionAccount account) {
        this.account = account;
    }

    static ContributionRule rule(ContributionTerms terms, int version, LocalDate validFrom) {
        return new ContributionRule(
                Ids.next(),
                null,
                version,
                "Contribution coopérative",
                validFrom,
                new ContributionRule.Adoption(
                        "Assemblée générale du 12 juin 2025, résolution 7", LocalDate.of(2025, 6, 12)),
                terms);
    }

    /** An activity since 1 January 2026. */
    static ContributionYears year(ContributionTerms terms, ContractKind contract) {
        return of(
                List.of(rule(terms, 1, LocalDate.of(2026, 1, 1))),
                ContributionSituation.of(LocalDate.of(2026, 1, 1), contract));
    }

    static ContributionYears of(List<ContributionRule> rules, ContributionSituation situation) {
        return new ContributionYears(new ContributionAccount(new ContributionTimeline(rules, List.of()), situation));
    }

    static ContributionYears of(List<ContributionRule> common, List<ContributionRule> own, ContributionSituation at) {
        return new ContributionYears(new ContributionAccount(new ContributionTimeline(common, own), at));
    }

    Money happens(LocalDate day, ContributionAmounts amounts) {
        return takes(movement(day, day, ContributionMovement.Kind.INVOICE, amounts));
    }

    Money isCredited(LocalDate day, LocalDate invoiced, ContributionAmounts amounts) {
        return takes(movement(day, invoiced, ContributionMovement.Kind.CREDIT_NOTE, amounts.negated()));
    }

    Money monthEnds(YearMonth month) {
        List<ContributionMovement> due = waiting.stream()
                .filter(movement -> !movement.basisDate().isAfter(month.atEndOfMonth()))
                .toList();
        waiting.removeAll(due);
        Money sum = Money.ZERO;
        for (var charge : account.close(month, due)) {
            sum = sum.plus(keep(charge));
        }
        return sum;
    }

    Money charged() {
        return charged;
    }

    List<ContributionExplanation> explanations() {
        return explanations;
    }

    private Money takes(ContributionMovement movement) {
        if (account.waits(movement)) {
            waiting.add(movement);
        }
        return account.take(movement).map(this::keep).orElse(Money.ZERO);
    }

    private Money keep(ContributionAccount.Charge charge) {
        charged = charged.plus(charge.amount());
        explanations.add(charge.explanation());
        return charge.amount();
    }

    private static ContributionMovement movement(
            LocalDate day, LocalDate basis, ContributionMovement.Kind kind, ContributionAmounts amounts) {
        return new ContributionMovement(Ids.next(), day, basis, kind, amounts, "test:" + UUID.randomUUID());
    }
}
