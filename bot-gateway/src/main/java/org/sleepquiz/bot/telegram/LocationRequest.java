package org.sleepquiz.bot.telegram;

/**
 * Asks where the person is, by a button in place of their letters: Telegram shares a place at no other. Such a button goes into no
 * message that is edited, and it stays until a {@link FarewellToRequest} takes it away.
 *
 * @param html the text in Telegram's HTML
 * @param share the button that shares the place, plain text
 * @param decline the button that is sent as a text instead, plain text
 */
public record LocationRequest(String html, String share, String decline) implements Message {}
