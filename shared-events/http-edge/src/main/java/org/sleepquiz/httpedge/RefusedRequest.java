package org.sleepquiz.httpedge;

import org.springframework.http.HttpHeaders;
import org.springframework.web.ErrorResponseException;

/** A request that is refused with a code; becomes {@code application/problem+json}. */
public final class RefusedRequest extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    /** Seconds after which a client may try again what was refused for now. */
    static final String RETRY_AFTER_SECONDS = "2";

    public RefusedRequest(ProblemCode code, String detail) {
        super(code.status(), code.problem(detail), null);
        if (code == ProblemCode.TRY_LATER || code == ProblemCode.TOO_MANY_REQUESTS) {
            getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
    }

    /** Adds a property to the problem. */
    public RefusedRequest with(String property, Object value) {
        getBody().setProperty(property, value);
        return this;
    }
}
