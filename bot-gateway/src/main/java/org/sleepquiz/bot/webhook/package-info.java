/**
 * The other way in: Telegram delivers updates by itself instead of being asked for them.
 * What it is told has arrived is durably kept; any number of gateways may take part.
 */
@NullMarked
package org.sleepquiz.bot.webhook;

import org.jspecify.annotations.NullMarked;
