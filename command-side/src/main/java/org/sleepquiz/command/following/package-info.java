/**
 * How the processors of this side follow the log: how far they are behind, how many gaps they wait for, whether they fail.
 * Told as metrics and health.
 */
@NullMarked
package org.sleepquiz.command.following;

import org.jspecify.annotations.NullMarked;
