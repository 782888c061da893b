/**
 * The query-side: remembers. Projects the log into the schema {@code read_model}, in which people, programs and analysts
 * read; decides nothing and can be thrown away and made again.
 */
@NullMarked
package org.sleepquiz.query;

import org.jspecify.annotations.NullMarked;
