/**
 * The read model of the people: the table {@code users}, the projector that fills it and the query that reads it.
 * First in order, because the other tables refer to it.
 */
@NullMarked
package org.sleepquiz.query.users;

import org.jspecify.annotations.NullMarked;
