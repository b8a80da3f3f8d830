package coop.entrelacs.federation;

import coop.entrelacs.federation.PoolMessages.ClaimAnswered;
import coop.entrelacs.federation.PoolMessages.ClaimCeded;
import coop.entrelacs.federation.PoolMessages.ClaimRecovered;
import coop.entrelacs.federation.PoolMessages.ClaimReviewed;
import coop.entrelacs.federation.PoolMessages.ContributionCalled;
import coop.entrelacs.federation.PoolMessages.FundsTold;
import coop.entrelacs.federation.PoolMessages.TreatyAdopted;
import coop.entrelacs.federation.PoolMessages.TreatyOffered;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which message of common funds goes where when it arrives. */
@Configuration(proxyBeanMethods = false)
class PoolArrivals {

    @Bean
    CrossingHandler<TreatyOffered> treatyOffered(PoolSettlements cooperative) {
        return CrossingHandler.of(TreatyOffered.KIND, TreatyOffered.class, cooperative::offered);
    }

    @Bean
    CrossingHandler<ContributionCalled> contributionCalled(PoolSettlements cooperative) {
        return CrossingHandler.of(ContributionCalled.KIND, ContributionCalled.class, cooperative::called);
    }

    @Bean
    CrossingHandler<ClaimReviewed> claimReviewed(PoolSettlements cooperative) {
        return CrossingHandler.of(ClaimReviewed.KIND, ClaimReviewed.class, cooperative::reviewed);
    }

    @Bean
    CrossingHandler<TreatyAdopted> treatyAdopted(Treaties treaties) {
        return CrossingHandler.of(TreatyAdopted.KIND, TreatyAdopted.class, treaties::adopted);
    }

    @Bean
    CrossingHandler<ClaimCeded> claimCeded(PoolClaims claims) {
        return CrossingHandler.of(ClaimCeded.KIND, ClaimCeded.class, claims::ceded);
    }

    @Bean
    CrossingHandler<ClaimAnswered> claimAnswered(PoolClaims claims) {
        return CrossingHandler.of(ClaimAnswered.KIND, ClaimAnswered.class, claims::answered);
    }

    @Bean
    CrossingHandler<ClaimRecovered> claimRecovered(PoolRecoveries recoveries) {
        return CrossingHandler.of(ClaimRecovered.KIND, ClaimRecovered.class, recoveries::told);
    }

    @Bean
    CrossingHandler<FundsTold> fundsTold(PoolFigures figures) {
        return CrossingHandler.of(FundsTold.KIND, FundsTold.class, figures::told);
    }
}
