package org.sleepquiz.query;

import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;

/** How much of a list one reply holds. */
public final class PageSize {

    /** As a request's default. */
    public static final String DEFAULT = "30";

    private static final int MOST = 100;

    private PageSize() {}

    /**
     * @throws RefusedRequest {@code MALFORMED} unless the size is 1 to 100
     */
    public static void require(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new RefusedRequest(ProblemCode.MALFORMED, "limit goes from 1 to " + MOST);
        }
    }
}
