/**
 * How far a person has come: points, streaks, milestones, achievements and levels, as a pure function of the dates of their
 * nights. Computed when asked, kept nowhere.
 */
@NullMarked
package org.sleepquiz.query.progress;

import org.jspecify.annotations.NullMarked;
