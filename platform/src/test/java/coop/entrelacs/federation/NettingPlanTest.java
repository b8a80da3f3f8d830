package coop.entrelacs.federation;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.federation.NettingRecords.Mismatch;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NettingPlanTest {

    private static final TenantId A = new TenantId("coop-a");
    private static final TenantId B = new TenantId("coop-b");
    private static final TenantId C = new TenantId("coop-c");
    private static final Set<TenantId> ALL = Set.of(A, B, C);

    @Test
    void a_circle_of_equal_debts_needs_no_transfer() {
        List<NettingPlan.Told> told = new ArrayList<>();
        told.addAll(both(A, B, "100.00"));
        told.addAll(both(B, C, "100.00"));
        told.addAll(both(C, A, "100.00"));

        NettingPlan plan = NettingPlan.of(told, ALL);

        assertThat(plan.nets().values()).allMatch(Money::isZero).hasSize(3);
        assertThat(plan.transfers()).isEmpty();
    }

    @Test
    void who_is_in_the_middle_pays_nothing() {
        List<NettingPlan.Told> told = new ArrayList<>(both(A, B, "70.00"));
        told.addAll(both(B, C, "70.00"));

        assertThat(NettingPlan.of(told, ALL).transfers())
                .containsExactly(new NettingPlan.Transfer(C, A, Money.of("70.00")));
    }

    @Test
    void what_only_one_side_tells_or_both_tell_differently_is_left_and_named() {
        NettingPlan.Told alone = told(UUID.randomUUID(), A, B, Positions.Direction.RECEIVABLE, "10.00");
        UUID id = UUID.randomUUID();
        NettingPlan.Told here = told(id, A, C, Positions.Direction.RECEIVABLE, "10.00");
        NettingPlan.Told there = told(id, C, A, Positions.Direction.PAYABLE, "10.01");

        NettingPlan plan = NettingPlan.of(List.of(alone, here, there), ALL);

        assertThat(plan.mismatches())
                .isEqualTo(Map.of(alone, Mismatch.ONE_SIDE, here, Mismatch.DIFFERENT, there, Mismatch.DIFFERENT));
        assertThat(plan.nets()).isEmpty();
    }

    @Test
    void two_who_both_claim_to_be_owed_are_not_netted() {
        UUID id = UUID.randomUUID();
        NettingPlan plan = NettingPlan.of(
                List.of(
                        told(id, A, B, Positions.Direction.RECEIVABLE, "10.00"),
                        told(id, B, A, Positions.Direction.RECEIVABLE, "10.00")),
                ALL);

        assertThat(plan.mismatches().values()).containsOnly(Mismatch.DIFFERENT).hasSize(2);
    }

    @Test
    void what_concerns_one_who_is_left_out_waits() {
        NettingPlan plan = NettingPlan.of(both(A, B, "10.00"), Set.of(A, C));

        assertThat(plan.mismatches().values()).containsExactly(Mismatch.LEFT_OUT);
        assertThat(plan.nets()).isEmpty();
    }

    @Test
    void random_debts_net_to_zero_with_fewer_transfers_than_tenants_and_nobody_both_pays_and_gets() {
        Random random = new Random(73);
        for (int run = 0; run < 200; run++) {
            List<TenantId> tenants = IntStream.range(0, 2 + random.nextInt(40))
                    .mapToObj(i -> new TenantId("coop-" + i))
                    .toList();
            List<NettingPlan.Told> told = new ArrayList<>();
            Map<TenantId, Long> owed = new HashMap<>();
            for (int i = 0; i < 300; i++) {
                TenantId creditor = tenants.get(random.nextInt(tenants.size()));
                TenantId debtor = tenants.get(random.nextInt(tenants.size()));
                if (!creditor.equals(debtor)) {
                    long cents = 1 + random.nextInt(1_000_000);
                    told.addAll(both(creditor, debtor, Money.ofCents(cents).toString()));
                    owed.merge(creditor, cents, Long::sum);
                    owed.merge(debtor, -cents, Long::sum);
                }
            }
            NettingPlan plan = NettingPlan.of(told, Set.copyOf(tenants));

            assertThat(plan.mismatches()).isEmpty();
            assertThat(plan.nets().entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, net -> net.getValue().cents())))
                    .isEqualTo(owed);
            assertThat(plan.transfers()).hasSizeLessThan(tenants.size());
            Set<TenantId> payers =
                    plan.transfers().stream().map(NettingPlan.Transfer::payer).collect(Collectors.toSet());
            assertThat(plan.transfers()).extracting(NettingPlan.Transfer::payee).noneMatch(payers::contains);
        }
    }

    private static List<NettingPlan.Told> both(TenantId creditor, TenantId debtor, String amount) {
        UUID id = UUID.randomUUID();
        return List.of(
                told(id, creditor, debtor, Positions.Direction.RECEIVABLE, amount),
                told(id, debtor, creditor, Positions.Direction.PAYABLE, amount));
    }

    private static NettingPlan.Told told(
            UUID id, TenantId by, TenantId counterpart, Positions.Direction direction, String amount) {
        return new NettingPlan.Told(
                by, new NettingMail.Item(id, counterpart, direction, Positions.Kind.CLAIM, Money.of(amount)));
    }
}
