/**
 * Publishes the log to Kafka: every event, in the order of its user, at least once.
 * Nothing here is needed by a command; an outage of Kafka delays nothing but Kafka.
 */
@NullMarked
package org.sleepquiz.command.publishing;

import org.jspecify.annotations.NullMarked;
