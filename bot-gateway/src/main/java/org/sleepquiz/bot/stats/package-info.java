/**
 * What a person's nights come to over a week, a month and a quarter, in words and as a picture.
 * Too few nights are called too few.
 */
@NullMarked
package org.sleepquiz.bot.stats;

import org.jspecify.annotations.NullMarked;
