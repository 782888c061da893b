package org.sleepquiz.query.rebuild;

/** A build that can take the place of the tables in use no more, as these have become others: it has to be made anew. */
final class Outdated extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Outdated(String why) {
        super(why);
    }
}
