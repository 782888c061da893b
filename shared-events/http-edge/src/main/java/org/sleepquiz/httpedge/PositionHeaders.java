package org.sleepquiz.httpedge;

/** The headers by which a client reads its own write: positions are the global indexes of the event store. */
public final class PositionHeaders {

    /** On a command's reply: the position of the user's newest event. */
    public static final String EVENT_POSITION = "X-Event-Position";
    /** On a query's reply: the position up to which it knows about the user. */
    public static final String READ_MODEL_POSITION = "X-Read-Model-Position";
    /** On a query: do not answer before this position is known. */
    public static final String WAIT_FOR = "X-Wait-For";

    private PositionHeaders() {}
}
