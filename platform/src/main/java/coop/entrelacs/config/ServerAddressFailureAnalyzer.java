package coop.entrelacs.config;

import coop.entrelacs.config.ServerAddresses.BadServerAddress;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** An operator's slip of the pen ends in a sentence, without a stack trace. */
final class ServerAddressFailureAnalyzer extends AbstractFailureAnalyzer<BadServerAddress> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BadServerAddress cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
