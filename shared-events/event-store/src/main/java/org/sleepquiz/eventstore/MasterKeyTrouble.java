package org.sleepquiz.eventstore;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets an application that cannot start for its master key say so instead of showing where in the code it noticed. */
final class MasterKeyTrouble extends AbstractFailureAnalyzer<UnusableMasterKey> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnusableMasterKey cause) {
        return new FailureAnalysis(
                cause.getMessage(), "See \"The master key\" in docs/operations.md. Nothing was changed.", cause);
    }
}
