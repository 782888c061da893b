/**
 * The fault suite: the whole system in processes of its own under load, broken on purpose, and checked after each fault.
 * The checker knows nothing of how the sides work; it compares what was promised with what is there.
 */
@NullMarked
package org.sleepquiz.faults;

import org.jspecify.annotations.NullMarked;
