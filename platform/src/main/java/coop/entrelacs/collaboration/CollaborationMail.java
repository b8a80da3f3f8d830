package coop.entrelacs.collaboration;

import coop.entrelacs.tenancy.crossing.CrossingHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which message of opportunities and joint projects goes where when it arrives. */
@Configuration(proxyBeanMethods = false)
class CollaborationMail {

    @Bean
    CrossingHandler<Opportunities.Told> opportunityTold(Opportunities opportunities) {
        return CrossingHandler.of(Opportunities.Told.KIND, Opportunities.Told.class, opportunities::keep);
    }

    /** One that comes after the opportunity was closed stays among the others; its author reads that it is closed. */
    @Bean
    CrossingHandler<Opportunities.Proposed> proposalMade(Opportunities opportunities) {
        return CrossingHandler.of(Opportunities.Proposed.KIND, Opportunities.Proposed.class, opportunities::keep);
    }

    @Bean
    CrossingHandler<Opportunities.Answered> proposalAnswered(Opportunities opportunities) {
        return CrossingHandler.of(Opportunities.Answered.KIND, Opportunities.Answered.class, opportunities::answered);
    }

    @Bean
    CrossingHandler<ProjectBook.Told> projectTold(ProjectBook book) {
        return CrossingHandler.of(ProjectBook.Told.KIND, ProjectBook.Told.class, book::keep);
    }

    @Bean
    CrossingHandler<Word> wordSaid(ProjectShares shares) {
        return CrossingHandler.of(Word.MESSAGE, Word.class, shares::heard);
    }

    @Bean
    CrossingHandler<ShareMessages.Owed> shareOwed(Mirrors mirrors) {
        return CrossingHandler.of(ShareMessages.Owed.KIND, ShareMessages.Owed.class, mirrors::owed);
    }

    @Bean
    CrossingHandler<ShareMessages.Invoiced> shareInvoiced(ProjectShares shares) {
        return CrossingHandler.of(ShareMessages.Invoiced.KIND, ShareMessages.Invoiced.class, shares::invoiced);
    }

    @Bean
    CrossingHandler<ShareMessages.Released> shareReleased(Mirrors mirrors) {
        return CrossingHandler.of(ShareMessages.Released.KIND, ShareMessages.Released.class, mirrors::released);
    }

    @Bean
    CrossingHandler<ShareMessages.Credited> shareCredited(Mirrors mirrors) {
        return CrossingHandler.of(ShareMessages.Credited.KIND, ShareMessages.Credited.class, mirrors::credited);
    }

    @Bean
    CrossingHandler<ShareMessages.CreditIssued> shareCreditIssued(ProjectShares shares) {
        return CrossingHandler.of(
                ShareMessages.CreditIssued.KIND, ShareMessages.CreditIssued.class, shares::creditIssued);
    }
}
