/**
 * A person's last nights as a picture: a bar from bed to wake for each, on an axis of clock time, its colour the quality.
 */
@NullMarked
package org.sleepquiz.query.chart;

import org.jspecify.annotations.NullMarked;
