/**
 * Real PostgreSQL and real Kafka for tests: embedded, or in containers with {@code -Dbackend=containers}.
 * Nothing of the domain lives here.
 */
@NullMarked
package org.sleepquiz.testsupport;

import org.jspecify.annotations.NullMarked;
