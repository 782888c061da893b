package org.sleepquiz.query.rebuild;

/** The tables in use are of other migrations than the next version: it has to be made anew. */
final class NotTheSameTables extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotTheSameTables() {
        super("the tables in use were migrated meanwhile");
    }
}
