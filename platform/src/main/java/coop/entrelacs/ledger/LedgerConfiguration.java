package coop.entrelacs.ledger;

import coop.entrelacs.tenancy.DueWork;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

    /** Seals what a crash between a commit and its sealing left behind, where nobody has posted since. */
    @Bean
    DueWork sealingDue(ObjectProvider<Sealing> sealing) {
        return DueWork.whereMarked(Sealing.DUE, tenant -> {
            sealing.getObject().sealBooked();
            return Optional.empty();
        });
    }

    /** Compares documents and books every night. Each look names the next night; a tenant's first whole look begins. */
    @Bean
    DueWork booksDue(ObjectProvider<BooksWatch> watch) {
        return DueWork.whereMarked(
                BooksWatch.TOPIC, tenant -> Optional.of(watch.getObject().nightly()));
    }
}
