/**
 * Turns what a person did into commands, and the answers to commands into screens.
 * Handling an update again has the same effect as handling it once.
 */
@NullMarked
package org.sleepquiz.bot.conversation;

import org.jspecify.annotations.NullMarked;
