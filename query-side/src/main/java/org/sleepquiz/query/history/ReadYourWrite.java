package org.sleepquiz.query.history;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.PositionHeaders;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.query.letters.Letters;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Says on every reply about a person up to which event it knows, and holds a request back until its own write is known.
 * The position is read before the rows are, so the rows are at least that new. A write that is a dead letter, or waits behind one,
 * is not waited for: somebody has to mend something first.
 */
@Component
class ReadYourWrite implements HandlerInterceptor {

    private final History history;
    private final Letters letters;
    private final WaitProperties properties;
    private final Semaphore waiting;

    ReadYourWrite(History history, Letters letters, WaitProperties properties) {
        this.history = history;
        this.letters = letters;
        this.properties = properties;
        this.waiting = new Semaphore(properties.requests());
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws InterruptedException {
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                && variables.get("telegramId") instanceof String telegramId) {
            long wanted = position(request.getHeader(PositionHeaders.WAIT_FOR));
            OptionalLong known = history.newestPosition(telegramId);
            if (known.orElse(-1) < wanted) {
                if (letters.holdUp(telegramId, wanted)) {
                    throw new RefusedRequest(
                            ProblemCode.TRY_LATER, "This user's diary stands still before that position; we see to it");
                }
                known = await(telegramId, wanted);
            }
            known.ifPresent(
                    position -> response.setHeader(PositionHeaders.READ_MODEL_POSITION, Long.toString(position)));
        }
        return true;
    }

    private static long position(@Nullable String header) {
        if (header == null) {
            return -1;
        }
        try {
            long position = Long.parseLong(header);
            if (position >= 0) {
                return position;
            }
        } catch (NumberFormatException notANumber) {
            throw malformed();
        }
        throw malformed();
    }

    private OptionalLong await(String telegramId, long wanted) throws InterruptedException {
        if (!waiting.tryAcquire()) {
            throw notYet();
        }
        try {
            long deadline = System.nanoTime() + properties.timeout().toNanos();
            while (System.nanoTime() < deadline) {
                TimeUnit.NANOSECONDS.sleep(properties.pause().toNanos());
                OptionalLong known = history.newestPosition(telegramId);
                if (known.orElse(-1) >= wanted) {
                    return known;
                }
            }
            throw notYet();
        } finally {
            waiting.release();
        }
    }

    private static RefusedRequest malformed() {
        return new RefusedRequest(
                ProblemCode.MALFORMED,
                PositionHeaders.WAIT_FOR + " is a position as in " + PositionHeaders.EVENT_POSITION);
    }

    private static RefusedRequest notYet() {
        return new RefusedRequest(ProblemCode.TRY_LATER, "That position of this user is not known here yet");
    }
}
