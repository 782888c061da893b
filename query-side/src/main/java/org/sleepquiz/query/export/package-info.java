/**
 * Everything that is kept about a person, for them to take away: as JSON with the whole history, as CSV with a row a night.
 * The columns are explained in {@code docs/export.md}.
 */
@NullMarked
package org.sleepquiz.query.export;

import org.jspecify.annotations.NullMarked;
