package coop.entrelacs.federation;

import coop.entrelacs.federation.PoolMessages.ClaimAnswered;
import coop.entrelacs.federation.PoolMessages.ClaimCeded;
import coop.entrelacs.federation.PoolMessages.ClaimRecovered;
import coop.entrelacs.federation.PoolMessages.ClaimReviewed;
import coop.entrelacs.federation.PoolMessages.ContributionCalled;
import coop.entrelacs.federation.PoolMessages.FundsTold;
import coop.entrelacs.federation.PoolMessages.TreatyAdopted;
import coop.entrelacs.federation.PoolMessages.TreatyOffered;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import java.util.function.BiConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which message of common funds goes where when it arrives. */
@Configuration(proxyBeanMethods = false)
class PoolArrivals {

    private record Arrival<M extends Record>(String kind, Class<M> message, BiConsumer<TenantId, M> to)
            implements CrossingHandler<M> {
        @Override
        public void apply(TenantId sender, M message) {
            to.accept(sender, message);
        }
    }

    @Bean
    CrossingHandler<TreatyOffered> treatyOffered(PoolSettlements cooperative) {
        return new Arrival<>(TreatyOffered.KIND, TreatyOffered.class, cooperative::offered);
    }

    @Bean
    CrossingHandler<ContributionCalled> contributionCalled(PoolSettlements cooperative) {
        return new Arrival<>(ContributionCalled.KIND, ContributionCalled.class, cooperative::called);
    }

    @Bean
    CrossingHandler<ClaimReviewed> claimReviewed(PoolSettlements cooperative) {
        return new Arrival<>(ClaimReviewed.KIND, ClaimReviewed.class, cooperative::reviewed);
    }

    @Bean
    CrossingHandler<TreatyAdopted> treatyAdopted(Treaties treaties) {
        return new Arrival<>(TreatyAdopted.KIND, TreatyAdopted.class, treaties::adopted);
    }

    @Bean
    CrossingHandler<ClaimCeded> claimCeded(PoolClaims claims) {
        return new Arrival<>(ClaimCeded.KIND, ClaimCeded.class, claims::ceded);
    }

    @Bean
    CrossingHandler<ClaimAnswered> claimAnswered(PoolClaims claims) {
        return new Arrival<>(ClaimAnswered.KIND, ClaimAnswered.class, claims::answered);
    }

    @Bean
    CrossingHandler<ClaimRecovered> claimRecovered(PoolRecoveries recoveries) {
        return new Arrival<>(ClaimRecovered.KIND, ClaimRecovered.class, recoveries::told);
    }

    @Bean
    CrossingHandler<FundsTold> fundsTold(PoolFigures figures) {
        return new Arrival<>(FundsTold.KIND, FundsTold.class, figures::told);
    }
}
