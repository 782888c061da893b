package org.sleepquiz.bot.telegram;

/** Something that is shown to a person. */
public sealed interface Message permits Screen, Picture, Documents, LocationRequest, FarewellToRequest, Silence {}
