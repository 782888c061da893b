/**
 * What a person's nights come to: averages over a window of nights, clock times averaged on the circle.
 * Computed from the rows when asked, kept nowhere.
 */
@NullMarked
package org.sleepquiz.query.figures;

import org.jspecify.annotations.NullMarked;
