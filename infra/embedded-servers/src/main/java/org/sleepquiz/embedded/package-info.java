/**
 * PostgreSQL and Kafka inside one JVM: for a machine that has neither, and for tests.
 * Both keep their data in a directory of their owner's, listen on the loopback address only and survive being killed.
 */
@NullMarked
package org.sleepquiz.embedded;

import org.jspecify.annotations.NullMarked;
