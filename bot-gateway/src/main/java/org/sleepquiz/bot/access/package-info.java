/**
 * Who may talk with the bot: everybody, those on a list, or those who were invited.
 * Whoever may not leaves no trace on the other sides.
 */
@NullMarked
package org.sleepquiz.bot.access;

import org.jspecify.annotations.NullMarked;
