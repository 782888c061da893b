/**
 * The time zones there are, and how a person finds theirs: by where they are, by a name, or in a list.
 * Knows nothing of the conversation.
 */
@NullMarked
package org.sleepquiz.bot.zones;

import org.jspecify.annotations.NullMarked;
