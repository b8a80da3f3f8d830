package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a federation and its cooperatives write to each other to know that both sides of every position are there. */
@Configuration(proxyBeanMethods = false)
class ReconciliationMail {

    static final String ASKED = "positions-asked.v1";
    static final String TOLD = "positions-told.v1";
    static final String DETAIL_ASKED = "positions-detail-asked.v1";
    static final String DETAIL_TOLD = "positions-detail-told.v1";

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

    @Bean
    CrossingHandler<Asked> positionsAsked(ObjectProvider<PositionsTeller> teller) {
        return CrossingHandler.of(
                ASKED, Asked.class, (from, told) -> teller.getObject().asked(from));
    }

    @Bean
    CrossingHandler<Told> positionsTold(ObjectProvider<Reconciliation> reconciliation) {
        return CrossingHandler.of(
                TOLD, Told.class, (from, told) -> reconciliation.getObject().told(from, told));
    }

    @Bean
    CrossingHandler<DetailAsked> positionsDetailAsked(ObjectProvider<PositionsTeller> teller) {
        return CrossingHandler.of(
                DETAIL_ASKED,
                DetailAsked.class,
                (from, told) -> teller.getObject().detailAsked(from, told));
    }

    @Bean
    CrossingHandler<DetailTold> positionsDetailTold(ObjectProvider<Reconciliation> reconciliation) {
        return CrossingHandler.of(
                DETAIL_TOLD,
                DetailTold.class,
                (from, told) -> reconciliation.getObject().detail(from, told));
    }
}
