/**
 * Dead letters: events that cannot be projected because of themselves, and those of the same people that wait behind them. Kept as
 * references into the log until they are tried again with success or discarded.
 */
@NullMarked
package org.sleepquiz.query.letters;

import org.jspecify.annotations.NullMarked;
