/**
 * What a person chooses about the product, in one message that is edited in place.
 * Every choice takes effect at once; every button says all that is needed to answer it.
 */
@NullMarked
package org.sleepquiz.bot.settings;

import org.jspecify.annotations.NullMarked;
