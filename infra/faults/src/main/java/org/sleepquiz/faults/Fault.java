package org.sleepquiz.faults;

import java.util.Random;

/** Something that breaks. Everything about it that is left to chance comes from the given source, so that a seed says all. */
@FunctionalInterface
interface Fault {

    /**
     * Breaks something.
     *
     * @throws NotHere if this machine does not let it happen
     */
    Struck strike(Cluster cluster, Random random);
}
