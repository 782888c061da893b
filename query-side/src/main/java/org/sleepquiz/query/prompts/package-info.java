/**
 * The read model of the daily prompts: the table {@code prompts}, the projector that fills it, how soon they were
 * answered, and the best time for them.
 */
@NullMarked
package org.sleepquiz.query.prompts;

import org.jspecify.annotations.NullMarked;
