package org.sleepquiz.eventstore;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.axonframework.common.IdentifierFactory;

/**
 * Gives messages UUIDs of version 7, which begin with the time (RFC 9562, 5.7). New events then stand side by side in the unique
 * indexes of their identifiers, here and in the read model, instead of each on a page of its own: with random ones an append
 * costs the more the longer the log is.
 *
 * <p>Axon finds this class by {@code META-INF/services}.
 */
public final class TimeOrderedIds extends IdentifierFactory {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    @Override
    public String generateIdentifier() {
        return next(System.currentTimeMillis()).toString();
    }

    static UUID next(long epochMillis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long time = epochMillis << 16 | VERSION_7 | random.nextLong() & 0x0fffL;
        return new UUID(time, VARIANT | random.nextLong() >>> 2);
    }
}
