package org.sleepquiz.faults;

/** Something that is not as it has to be. */
record Finding(Kind kind, String what) {

    enum Kind {
        /** Was acknowledged and is not there. */
        LOST,
        /** Took effect twice. */
        DOUBLED,
        /** Part of an append is there and part is not. */
        TORN,
        /** Nobody has asked for it. */
        INVENTED,
        /** The read model differs from the events. */
        WRONG,
        /** The topic's order differs from the log's. */
        MISORDERED,
        /** Something is left of somebody who was erased. */
        REMAINS,
        /** A valid request was refused. */
        REFUSED,
        /** Did not go on in time after the fault was over. */
        STALLED
    }

    @Override
    public String toString() {
        return kind + " " + what;
    }
}
