package org.sleepquiz.faults;

import java.util.List;

/**
 * What the checker has found.
 *
 * @param redelivered records that are in the topic more than once, which its promise allows
 * @param late records of people who were erased that came to the topic for the first time after it had told of that
 */
record Verdict(List<Finding> findings, long redelivered, long late) {

    boolean isClean() {
        return findings.isEmpty();
    }

    long count(Finding.Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).count();
    }
}
