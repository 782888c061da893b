package org.sleepquiz.faults;

/** A fault that cannot be made on this machine; the message says why. */
final class NotHere extends RuntimeException {

    NotHere(String why) {
        super(why);
    }
}
