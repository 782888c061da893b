package org.sleepquiz.bot.inbox;

import java.util.List;
import java.util.UUID;

/**
 * What waits of one user, claimed together.
 *
 * @param claim held by the whole turn
 * @param updates oldest first; empty if none of them could be read
 */
record Turn(UUID claim, long userId, List<KeptUpdate> updates) {}
