/**
 * The log in which the events are kept: its schema, its names, its engine and the positions in it.
 * A Spring Boot application that has this on its classpath and a data source reads and writes the log; nothing else is needed.
 */
@NullMarked
package org.sleepquiz.eventstore;

import org.jspecify.annotations.NullMarked;
