package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a federation and its cooperatives write to each other to know that both sides of every position are there. */
@Configuration(proxyBeanMethods = false)
class ReconciliationMail {

    static final String ASKED = "positions-asked.v1";
    static final String TOLD = "positions-told.v1";
    static final String DETAIL_ASKED = "positions-detail-asked.v1";
    static final String DETAIL_TOLD = "positions-detail-told.v1";
    static final String VERDICT = "positions-verdict.v1";

    /** Tell what you owe and are owed, changed or not. */
    record Asked() {}

    /** @param settled the last nettings that are in the teller's books */
    record Told(List<Line> lines, List<UUID> settled) {
        Told {
            lines = List.copyOf(lines);
            settled = List.copyOf(settled);
        }
    }

    /** As {@link Reconciliation.Line}, which explains it. */
    record Line(
            TenantId counterpart,
            long positions,
            Money receivable,
            Money payable,
            Map<String, Money> byKind,
            String hash,
            Money books,
            long sent,
            long received) {
        Line {
            byKind = Map.copyOf(byKind);
        }
    }

    /** Tell one by one what you and that one owe one another. */
    record DetailAsked(TenantId counterpart) {}

    record Item(UUID position, Positions.Direction direction, Positions.Kind kind, Money amount, LocalDate date) {}

    record DetailTold(TenantId counterpart, List<Item> items) {
        DetailTold {
            items = List.copyOf(items);
        }
    }

    /** Back to each of a pair: what came of holding both sides against each other, as {@link PairVerdicts.Heard} explains it. */
    record VerdictTold(TenantId counterpart, String verdict, Money difference, Instant since) {}

    @Bean
    CrossingHandler<Asked> positionsAsked(PositionsTeller teller) {
        return CrossingHandler.of(ASKED, Asked.class, (from, told) -> teller.asked(from));
    }

    @Bean
    CrossingHandler<Told> positionsTold(Reconciliation reconciliation, PairVerdicts verdicts) {
        return CrossingHandler.of(TOLD, Told.class, (from, told) -> {
            reconciliation.told(from, told);
            verdicts.tell(from);
        });
    }

    @Bean
    CrossingHandler<VerdictTold> positionsVerdict(PairVerdicts verdicts) {
        return CrossingHandler.of(VERDICT, VerdictTold.class, verdicts::heard);
    }

    @Bean
    CrossingHandler<DetailAsked> positionsDetailAsked(PositionsTeller teller) {
        return CrossingHandler.of(DETAIL_ASKED, DetailAsked.class, teller::detailAsked);
    }

    @Bean
    CrossingHandler<DetailTold> positionsDetailTold(Reconciliation reconciliation) {
        return CrossingHandler.of(DETAIL_TOLD, DetailTold.class, reconciliation::detail);
    }
}
