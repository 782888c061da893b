/**
 * The whole system in one JVM: embedded PostgreSQL and Kafka, the three sides, and a Telegram of its own with a chat page.
 * Behind {@code ./sleepquiz}.
 */
@NullMarked
package org.sleepquiz.standalone;

import org.jspecify.annotations.NullMarked;
