package org.sleepquiz.bot.telegram;

/** Nothing is shown; a tap is acknowledged all the same. */
public record Silence() implements Message {}
