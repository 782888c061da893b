/**
 * Writes to people unasked, at the right time: one row per person says when next, and the aggregate decides whether.
 * The rows are made from the log and can be made from it again.
 */
@NullMarked
package org.sleepquiz.command.schedule;

import org.jspecify.annotations.NullMarked;
