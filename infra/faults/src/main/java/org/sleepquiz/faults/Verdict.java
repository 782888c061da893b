package org.sleepquiz.faults;

import java.util.List;

/**
 * What the checker has found.
 *
 * @param redelivered records that are in the topic more than once, which its promise allows
 */
record Verdict(List<Finding> findings, long redelivered) {

    boolean isClean() {
        return findings.isEmpty();
    }

    long count(Finding.Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).count();
    }
}
