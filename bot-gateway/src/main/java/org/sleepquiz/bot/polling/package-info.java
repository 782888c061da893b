/**
 * Fetches updates from Telegram by long poll and moves the offset only once they lie durably in the inbox.
 * One node polls for a token at a time; the loop survives whatever is thrown at it.
 */
@NullMarked
package org.sleepquiz.bot.polling;

import org.jspecify.annotations.NullMarked;
