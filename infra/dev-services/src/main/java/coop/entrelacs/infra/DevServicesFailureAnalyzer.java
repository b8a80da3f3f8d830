package coop.entrelacs.infra;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A sentence instead of a stack trace: who starts the demo a second time has made no programming error. */
final class DevServicesFailureAnalyzer extends AbstractFailureAnalyzer<DevServicesFailed> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DevServicesFailed cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
