package org.sleepquiz.bot.inbox;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.telegram.Incoming;

/**
 * An update out of the inbox, claimed by whoever holds this.
 *
 * @param incoming what the person did
 * @param claim by which the claim is known; without it nothing about the row can be changed
 * @param attempts how often handling it has failed
 * @param postponed how often it was put off because somebody else was down
 * @param sentMessageId the reply that an earlier attempt has sent already
 * @param known whether an earlier update of the person is remembered: else they are new, back after some days, or erased
 */
public record KeptUpdate(
        Incoming incoming,
        UUID claim,
        int attempts,
        int postponed,
        @Nullable Long sentMessageId,
        boolean known) {}
