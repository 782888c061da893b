/**
 * The Bot API as far as we speak it, over plain HTTP with Jackson: eight calls do not need a library with a JSON reader and an
 * HTTP client of its own. The bot token is part of every URL and leaves this package in no log line and no exception.
 */
@NullMarked
package org.sleepquiz.bot.telegram;

import org.jspecify.annotations.NullMarked;
