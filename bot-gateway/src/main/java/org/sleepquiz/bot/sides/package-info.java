/**
 * The command-side and the query-side as HTTP shows them.
 * What can happen is a sealed reply; an outage is a reply too.
 */
@NullMarked
package org.sleepquiz.bot.sides;

import org.jspecify.annotations.NullMarked;
