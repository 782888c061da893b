package org.sleepquiz.faults;

import java.time.Duration;

/**
 * A fault that has happened.
 *
 * @param what for people
 * @param lasts how long it is left as it is
 * @param end ends it; returns when what was broken is put back, not when all is well
 */
record Struck(String what, Duration lasts, Runnable end) {}
