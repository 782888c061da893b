package org.sleepquiz.httpedge;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;

/** Turns whatever ends a request early into {@code application/problem+json} with a stable code. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Pattern LONG_NUMBER = Pattern.compile("\\d{5,}");

    /** The database cannot be reached now: nothing was stored, the client keeps what it has. */
    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        RecoverableDataAccessException.class,
        CannotCreateTransactionException.class
    })
    ResponseEntity<Object> storeOutOfReach(Exception cause, WebRequest request) {
        LOG.warn("event=store_out_of_reach cause=\"{}\"", cause.getClass().getSimpleName());
        RefusedRequest later =
                new RefusedRequest(ProblemCode.TRY_LATER, "The request could not be stored or answered now; try again");
        return Objects.requireNonNull(handleException(later, request));
    }

    /** What nobody foresaw; the details are for the log alone. */
    @ExceptionHandler(Exception.class)
    ResponseEntity<Object> unforeseen(Exception cause, WebRequest request) {
        LOG.error("event=request_failed {}", withoutPeople(cause));
        return Objects.requireNonNull(
                handleException(new RefusedRequest(ProblemCode.INTERNAL, "The request failed on our side"), request));
    }

    /** The whole trace, but for numbers so long that they may be a user's id: messages of libraries name what they failed on. */
    static String withoutPeople(Throwable cause) {
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        return LONG_NUMBER.matcher(trace.toString()).replaceAll("#");
    }

    private @Nullable ResponseEntity<Object> handleException(RefusedRequest refusal, WebRequest request) {
        return handleExceptionInternal(
                refusal, refusal.getBody(), refusal.getHeaders(), refusal.getStatusCode(), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return handleException(
                unreadable.getCause() instanceof StreamConstraintsException
                        ? new RefusedRequest(
                                ProblemCode.TOO_LARGE, "The body is nested too deep, or a part of it too long")
                        : new RefusedRequest(ProblemCode.MALFORMED, whatIsWrong(unreadable)),
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException mismatch, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String name = mismatch instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : Objects.requireNonNullElse(mismatch.getPropertyName(), "a value");
        return handleException(new RefusedRequest(ProblemCode.MALFORMED, name + " is not of the right form"), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception cause, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail problem = body instanceof ProblemDetail given
                ? given
                : cause instanceof ErrorResponse response ? response.getBody() : ProblemDetail.forStatus(status);
        if (cause instanceof NoResourceFoundException) {
            return super.handleExceptionInternal(
                    cause, ProblemCode.NOT_FOUND.problem("There is nothing here"), headers, status, request);
        }
        if (problem.getProperties() == null || !problem.getProperties().containsKey("code")) {
            ProblemDetail coded = codeOf(status).problem(Objects.requireNonNullElse(problem.getDetail(), ""));
            return super.handleExceptionInternal(cause, coded, headers, status, request);
        }
        return super.handleExceptionInternal(cause, problem, headers, status, request);
    }

    static ProblemCode codeOf(HttpStatusCode status) {
        return switch (status.value()) {
            case 401 -> ProblemCode.UNAUTHENTICATED;
            case 403 -> ProblemCode.FORBIDDEN;
            case 404 -> ProblemCode.NOT_FOUND;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 406 -> ProblemCode.NOT_ACCEPTABLE;
            case 413, 414, 431 -> ProblemCode.TOO_LARGE;
            case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> ProblemCode.TRY_LATER;
            default -> status.is4xxClientError() ? ProblemCode.MALFORMED : ProblemCode.INTERNAL;
        };
    }

    /** Names the place in the body, never the value: it may be an answer. */
    private static String whatIsWrong(HttpMessageNotReadableException unreadable) {
        if (unreadable.getCause() instanceof StreamReadException) {
            return "The body is not well-formed JSON";
        }
        if (unreadable.getCause() instanceof DatabindException mapping) {
            String path = mapping.getPath().stream()
                    .map(reference -> reference.getPropertyName() == null
                            ? "[" + reference.getIndex() + "]"
                            : reference.getPropertyName())
                    .reduce((left, right) -> left + "." + right)
                    .orElse("the body");
            return "Not understood: " + path;
        }
        return "The body is missing or cannot be read";
    }
}
