package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What a federation and those who take part in a netting write to each other. Ids, amounts, dates and codes; the only accounts are the
 * cooperatives' own, which stand on their invoices.
 */
@Configuration(proxyBeanMethods = false)
class NettingMail {

    static final String ASKED = "netting-asked.v1";
    static final String ANSWERED = "netting-answered.v1";
    static final String PROPOSED = "netting-proposed.v1";
    static final String DECIDED = "netting-decided.v1";
    static final String SETTLED = "netting-settled.v1";
    static final String LEFT = "netting-left.v1";
    static final String DONE = "netting-done.v1";
    static final String PAID = "positions-paid.v1";

    /** To each: what of yours can be netted? */
    record Asked(UUID netting, LocalDate until) {}

    record Item(
            UUID position, TenantId counterpart, Positions.Direction direction, Positions.Kind kind, Money amount) {}

    /** Back: these, set aside until you say what came of it. */
    record Answered(
            UUID netting,
            List<Item> items,
            @Nullable String iban,
            @Nullable String bic) {
        Answered {
            items = List.copyOf(items);
        }
    }

    /** To each that has a part in it: these of your positions would be settled, by these transfers. */
    record Proposed(UUID netting, int round, List<UUID> positions, List<NettingSide.Transfer> transfers) {
        Proposed {
            positions = List.copyOf(positions);
            transfers = List.copyOf(transfers);
        }
    }

    /** Back: we agree, or we do not. */
    record Decided(UUID netting, int round, boolean approved) {}

    /** To each: all have agreed to this round; it is settled on that day. */
    record Settled(UUID netting, int round, LocalDate on) {}

    /** To one: this netting goes on without you. */
    record Left(UUID netting, NettingSide.LeftOut reason) {}

    /** Back: settled in our books. */
    record Done(UUID netting) {}

    /** Between two cooperatives: what I owed you under these ids is paid. */
    record Paid(UUID transfer, List<UUID> positions, Money amount, LocalDate on) {
        Paid {
            positions = List.copyOf(positions);
        }
    }

    @Bean
    CrossingHandler<Asked> nettingAsked(NettingSide side) {
        return CrossingHandler.of(ASKED, Asked.class, side::asked);
    }

    @Bean
    CrossingHandler<Answered> nettingAnswered(NettingDesk desk) {
        return CrossingHandler.of(ANSWERED, Answered.class, desk::answered);
    }

    @Bean
    CrossingHandler<Proposed> nettingProposed(NettingSide side) {
        return CrossingHandler.of(PROPOSED, Proposed.class, side::proposed);
    }

    @Bean
    CrossingHandler<Decided> nettingDecided(NettingDesk desk) {
        return CrossingHandler.of(DECIDED, Decided.class, desk::decided);
    }

    @Bean
    CrossingHandler<Settled> nettingSettled(NettingSide side) {
        return CrossingHandler.of(SETTLED, Settled.class, side::settled);
    }

    @Bean
    CrossingHandler<Left> nettingLeft(NettingSide side) {
        return CrossingHandler.of(LEFT, Left.class, side::left);
    }

    @Bean
    CrossingHandler<Done> nettingDone(NettingDesk desk) {
        return CrossingHandler.of(DONE, Done.class, desk::done);
    }

    @Bean
    CrossingHandler<Paid> positionsPaid(PositionPayments payments) {
        return CrossingHandler.of(PAID, Paid.class, payments::paid);
    }
}
