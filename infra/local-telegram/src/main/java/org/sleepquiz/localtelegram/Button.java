package org.sleepquiz.localtelegram;

/**
 * One button of an inline keyboard as the person sees it.
 *
 * @param text the label
 * @param callbackData what a tap tells the bot; empty for a button that opens a link instead
 */
public record Button(String text, String callbackData) {}
