package org.sleepquiz.query.rebuild;

/** The schemas in which versions of the read model lie. Everybody else leaves the schema to the connection. */
final class Schemas {

    /** The version in use. */
    static final String LIVE = "read_model";

    /** The version that is being made. */
    static final String NEXT = "read_model_next";

    private Schemas() {}

    /** Of a version that was replaced. */
    static String old(int version) {
        return LIVE + "_old_" + version;
    }
}
