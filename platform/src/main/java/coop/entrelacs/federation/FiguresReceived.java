package coop.entrelacs.federation;

import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** In the federation: keeps what a cooperative tells of itself. */
@Component
class FiguresReceived implements CrossingHandler<FiguresPublished> {

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final LiveUpdates live;

    FiguresReceived(JdbcClient jdbc, ApplicationEventPublisher events, LiveUpdates live) {
        this.jdbc = jdbc;
        this.events = events;
        this.live = live;
    }

    @Override
    public String kind() {
        return FiguresPublished.KIND;
    }

    @Override
    public Class<FiguresPublished> message() {
        return FiguresPublished.class;
    }

    /** The federation keeps the newest word of each cooperative on each month. */
    @Override
    public void apply(TenantId sender, FiguresPublished message) {
        for (MonthFigures month : message.months()) {
            jdbc.sql("""
                INSERT INTO cooperative_month(cooperative, month, members, associates, activities,
                    turnover_cents, contributions_cents) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (cooperative, month) DO UPDATE SET members = excluded.members,
                    associates = excluded.associates, activities = excluded.activities,
                    turnover_cents = excluded.turnover_cents,
                    contributions_cents = excluded.contributions_cents, published_at = now()\
                """)
                    .param(sender.value())
                    .param(month.month().atDay(1))
                    .param(month.members())
                    .param(month.associates())
                    .param(month.activities())
                    .param(cents(month.turnover()))
                    .param(cents(month.contributions()))
                    .update();
        }
        events.publishEvent(new FiguresArrived(sender));
        live.publish("figures", sender);
    }

    private static @Nullable Long cents(@Nullable Money money) {
        return money == null ? null : money.cents();
    }
}
