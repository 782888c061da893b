/**
 * The read model of the nights: the tables {@code sleep_entries} and {@code sleep_entry_disruptions}, the projector
 * that fills them and the query that lists them.
 */
@NullMarked
package org.sleepquiz.query.entries;

import org.jspecify.annotations.NullMarked;
