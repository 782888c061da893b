/**
 * Talks with people in Telegram: takes in what they write and tap, sends commands, shows screens.
 * Keeps no quiz state; knows the published language and nothing of how the other sides work.
 */
@NullMarked
package org.sleepquiz.bot;

import org.jspecify.annotations.NullMarked;
