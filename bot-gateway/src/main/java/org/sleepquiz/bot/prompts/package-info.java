/**
 * What is said to people unasked: the daily prompt and the weekly report, told by the topic of events.
 * Kept before the topic's offset moves, said once, at a rate that Telegram bears.
 */
@NullMarked
package org.sleepquiz.bot.prompts;

import org.jspecify.annotations.NullMarked;
