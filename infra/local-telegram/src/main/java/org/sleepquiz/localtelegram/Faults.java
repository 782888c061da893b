package org.sleepquiz.localtelegram;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refusals ordered by a test, each used up by the next calls of its method. */
final class Faults {

    private static final class Fault {
        private final String method;
        private final RefusedCall refusal;
        private int left;

        Fault(String method, RefusedCall refusal, int left) {
            this.method = method;
            this.refusal = refusal;
            this.left = left;
        }
    }

    private final List<Fault> faults = new ArrayList<>();

    /** @param method as in the path, or {@code *} for any */
    synchronized void add(
            String method, int times, int errorCode, String description, @Nullable Integer retryAfterSeconds) {
        faults.add(new Fault(method, new RefusedCall(errorCode, description, retryAfterSeconds), times));
    }

    synchronized Optional<RefusedCall> next(String method) {
        for (Fault fault : faults) {
            if (fault.left > 0 && (fault.method.equals("*") || fault.method.equalsIgnoreCase(method))) {
                fault.left--;
                return Optional.of(fault.refusal);
            }
        }
        return Optional.empty();
    }
}
