package org.sleepquiz.query.rebuild;

/** This node must not work on a build any more: it was abandoned, or another node has taken it over. */
final class TakenAway extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TakenAway(int version) {
        super("version=" + version);
    }
}
