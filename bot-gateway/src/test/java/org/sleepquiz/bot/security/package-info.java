/**
 * What somebody may try on the gateway: to come in without a right to, to deliver it anything in Telegram's name.
 * What is tried on every side alike is in {@code org.sleepquiz.testsupport.security}.
 */
@NullMarked
package org.sleepquiz.bot.security;

import org.jspecify.annotations.NullMarked;
