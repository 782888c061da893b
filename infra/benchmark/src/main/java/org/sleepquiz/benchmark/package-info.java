/**
 * What the system costs: benchmarks that start the real parts on a durable server and compare within one run.
 * Nothing of the product depends on it.
 */
@NullMarked
package org.sleepquiz.benchmark;

import org.jspecify.annotations.NullMarked;
