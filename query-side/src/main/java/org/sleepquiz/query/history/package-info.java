/**
 * The read model of everything that happened, event by event, which also knows how far each person's rows have come:
 * a client can wait here for its own write.
 */
@NullMarked
package org.sleepquiz.query.history;

import org.jspecify.annotations.NullMarked;
