package org.sleepquiz.query.rebuild;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A request about rebuilds that is refused with a code of its own. */
final class RefusedRebuild extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    enum Code {
        UNKNOWN_READ_MODEL(HttpStatus.NOT_FOUND),
        REBUILD_UNDER_WAY(HttpStatus.CONFLICT),
        REBUILD_NOT_READY(HttpStatus.CONFLICT);

        private final HttpStatus status;

        Code(HttpStatus status) {
            this.status = status;
        }
    }

    RefusedRebuild(Code code, String detail) {
        super(code.status, problem(code, detail), null);
    }

    private static ProblemDetail problem(Code code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(code.status, detail);
        problem.setType(URI.create("urn:sleepquiz:problem:" + code));
        problem.setProperty("code", code.name());
        return problem;
    }

    /** Adds a property to the problem. */
    RefusedRebuild with(String property, Object value) {
        getBody().setProperty(property, value);
        return this;
    }
}
