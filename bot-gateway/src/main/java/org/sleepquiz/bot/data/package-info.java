/**
 * What is kept of a person, in their own hands: taken out, explained, and erased.
 * Whoever keeps something of a person here forgets it through {@link org.sleepquiz.bot.data.ForgetsPeople}.
 */
@NullMarked
package org.sleepquiz.bot.data;

import org.jspecify.annotations.NullMarked;
