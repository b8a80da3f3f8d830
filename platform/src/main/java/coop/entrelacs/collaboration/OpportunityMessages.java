package coop.entrelacs.collaboration;

import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Opportunities, proposals and answers as they arrive. */
final class OpportunityMessages {

    private OpportunityMessages() {}

    @Component
    static class OpportunityReceived implements CrossingHandler<Opportunities.Told> {
        private final Opportunities opportunities;

        OpportunityReceived(Opportunities opportunities) {
            this.opportunities = opportunities;
        }

        @Override
        public String kind() {
            return Opportunities.Told.KIND;
        }

        @Override
        public Class<Opportunities.Told> message() {
            return Opportunities.Told.class;
        }

        @Override
        public void apply(TenantId sender, Opportunities.Told message) {
            opportunities.keep(sender, message);
        }
    }

    @Component
    static class ProposalReceived implements CrossingHandler<Opportunities.Proposed> {
        private final Opportunities opportunities;

        ProposalReceived(Opportunities opportunities) {
            this.opportunities = opportunities;
        }

        @Override
        public String kind() {
            return Opportunities.Proposed.KIND;
        }

        @Override
        public Class<Opportunities.Proposed> message() {
            return Opportunities.Proposed.class;
        }

        /** One that comes after the opportunity was closed stays among the others; its author reads that it is closed. */
        @Override
        public void apply(TenantId sender, Opportunities.Proposed message) {
            opportunities.keep(sender, message);
        }
    }

    @Component
    static class AnswerReceived implements CrossingHandler<Opportunities.Answered> {
        private final JdbcClient jdbc;
        private final LiveUpdates live;

        AnswerReceived(JdbcClient jdbc, LiveUpdates live) {
            this.jdbc = jdbc;
            this.live = live;
        }

        @Override
        public String kind() {
            return Opportunities.Answered.KIND;
        }

        @Override
        public Class<Opportunities.Answered> message() {
            return Opportunities.Answered.class;
        }

        @Override
        public void apply(TenantId sender, Opportunities.Answered message) {
            jdbc.sql("UPDATE collab_proposal p SET state = ? FROM collab_opportunity o WHERE p.id = ?"
                            + " AND o.id = p.opportunity_id AND o.cooperative = ?")
                    .params(message.answer().name(), message.proposal(), sender.value())
                    .update();
            live.publish("opportunity", message.proposal());
        }
    }
}
