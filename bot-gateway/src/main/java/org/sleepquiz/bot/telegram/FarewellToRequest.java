package org.sleepquiz.bot.telegram;

/**
 * Takes the buttons of a {@link LocationRequest} away and goes on: two messages, for Telegram does not do both in one.
 *
 * @param html what is said as they go, in Telegram's HTML
 * @param then what follows
 */
public record FarewellToRequest(String html, Screen then) implements Message {}
