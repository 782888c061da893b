/**
 * Every update that came in, durably, until it has been handled once: in order per user, many users side by side.
 * What fails for good is parked and counted and blocks nobody; the rest is tried until it gets through.
 */
@NullMarked
package org.sleepquiz.bot.inbox;

import org.jspecify.annotations.NullMarked;
