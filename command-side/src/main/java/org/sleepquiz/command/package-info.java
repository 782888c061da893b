/**
 * The side that decides: commands come in over HTTP, one aggregate per person decides by the rules of the diary,
 * and what happened goes into the event store and on to Kafka.
 */
@NullMarked
package org.sleepquiz.command;

import org.jspecify.annotations.NullMarked;
