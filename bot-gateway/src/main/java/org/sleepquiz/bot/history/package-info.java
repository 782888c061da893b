/**
 * The nights that were told of: looked at, corrected, deleted, and those that were missed, added.
 * What is looked at is in the buttons: every one says which night it means.
 */
@NullMarked
package org.sleepquiz.bot.history;

import org.jspecify.annotations.NullMarked;
