package org.sleepquiz.httpedge;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The stable codes of refusals: clients decide by these, never by the words. */
public enum ProblemCode {
    MALFORMED(HttpStatus.BAD_REQUEST),
    UNAUTHENTICATED(HttpStatus.UNAUTHORIZED),
    FORBIDDEN(HttpStatus.FORBIDDEN),
    UNKNOWN_USER(HttpStatus.NOT_FOUND),
    UNKNOWN_READ_MODEL(HttpStatus.NOT_FOUND),
    NOT_FOUND(HttpStatus.NOT_FOUND),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE),
    QUIZ_CLOSED(HttpStatus.CONFLICT),
    ALREADY_RUNNING(HttpStatus.CONFLICT),
    REBUILD_UNDER_WAY(HttpStatus.CONFLICT),
    REBUILD_NOT_READY(HttpStatus.CONFLICT),
    TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    INVALID_ANSWER(HttpStatus.UNPROCESSABLE_CONTENT),
    IMPLAUSIBLE_NIGHT(HttpStatus.UNPROCESSABLE_CONTENT),
    TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR),
    TRY_LATER(HttpStatus.SERVICE_UNAVAILABLE);

    private final HttpStatus status;

    ProblemCode(HttpStatus status) {
        this.status = status;
    }

    public HttpStatus status() {
        return status;
    }

    /** An RFC 9457 body that carries this code as the property {@code code}. */
    public ProblemDetail problem(String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:sleepquiz:problem:" + name()));
        problem.setProperty("code", name());
        return problem;
    }
}
