/**
 * What a tap on a button means, and its form in the 64 bytes that Telegram gives a button.
 * Every button says which quiz, question and value it is about, so nothing about a quiz is remembered here.
 */
@NullMarked
package org.sleepquiz.bot.taps;

import org.jspecify.annotations.NullMarked;
