package org.sleepquiz.httpedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class AdmissionTest {

    private static final int PER_SECOND = 10;
    private static final int BURST = 20;

    private final AtomicLong now = new AtomicLong(-5);
    private final AtomicInteger handled = new AtomicInteger();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Admission admission =
            new Admission(new Admission.Limits(4, 1, 2, PER_SECOND, BURST), JsonMapper.shared(), now::get, meters);
    private final FilterChain served = (request, response) -> handled.incrementAndGet();

    @Test // #5
    void whoAsksForTooMuchIsToldWhenToComeAgainAndNobodyElseIs() throws Exception {
        for (int request = 0; request < BURST; request++) {
            assertThat(send("/api/v1/users/1/settings", served).getStatus()).isEqualTo(200);
        }
        MockHttpServletResponse refused = send("/api/v1/users/1/quizzes", served);
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
        assertThat(refused.getContentAsString()).contains("TOO_MANY_REQUESTS");
        assertThat(handled).hasValue(BURST);
        assertThat(send("/api/v1/users/2/settings", served).getStatus()).isEqualTo(200);

        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        for (int request = 0; request < PER_SECOND; request++) {
            assertThat(send("/api/v1/users/1/settings", served).getStatus()).isEqualTo(200);
        }
        assertThat(send("/api/v1/users/1", served).getStatus()).isEqualTo(429);
        assertThat(meters.get("sleepquiz.http.refused")
                        .tag("limit", "user")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test // #5
    void onePersonsRequestsLeaveRoomForTheOthers() throws Exception {
        FilterChain second = (request, response) -> {
            assertThat(send("/api/v1/users/1", served).getStatus()).isEqualTo(429);
            assertThat(send("/api/v1/users/2", served).getStatus()).isEqualTo(200);
        };
        send("/api/v1/users/1", (request, response) -> send("/api/v1/users/1", second));
        assertThat(handled).hasValue(1);
        assertThat(send("/api/v1/users/1", served).getStatus()).isEqualTo(200);
    }

    @Test // #5
    void aFullNodeLetsNobodyInButForItsHealthUntilSomebodyLeaves() throws Exception {
        FilterChain full = (request, response) -> {
            MockHttpServletResponse refused = send("/api/v1/users/9", served);
            assertThat(refused.getStatus()).isEqualTo(503);
            assertThat(refused.getHeader("Retry-After")).isEqualTo("2");
            assertThat(refused.getContentAsString()).contains("TRY_LATER");
            assertThat(send("/actuator/health", served).getStatus()).isEqualTo(200);
        };
        fill(1, full);
        assertThat(handled).hasValue(1);
        assertThat(meters.get("sleepquiz.http.in.work").gauge().value()).isZero();
        assertThat(send("/api/v1/users/9", served).getStatus()).isEqualTo(200);
    }

    /** Four at a time, of four people. */
    private void fill(int person, FilterChain then) throws ServletException, IOException {
        send("/api/v1/users/" + person, person == 4 ? then : (request, response) -> fill(person + 1, then));
    }

    @Test // #5
    void aSecondBatchWaitsForTheFirst() throws Exception {
        FilterChain meanwhile = (request, response) -> {
            assertThat(send("/api/v1/commands:batch", served).getStatus()).isEqualTo(503);
            assertThat(send("/api/v1/users/1", served).getStatus()).isEqualTo(200);
        };
        assertThat(send("/api/v1/commands:batch", meanwhile).getStatus()).isEqualTo(200);
        assertThat(send("/api/v1/commands:batch", served).getStatus()).isEqualTo(200);
    }

    @Test // #5
    void aReplyThatComesLaterTakesUpRoomUntilItIsThere() throws Exception {
        MockHttpServletRequest later = request("/api/v1/commands:batch");
        later.setAsyncSupported(true);
        admission.doFilter(later, new MockHttpServletResponse(), (request, response) -> request.startAsync());
        assertThat(send("/api/v1/commands:batch", served).getStatus()).isEqualTo(503);
        ((MockAsyncContext) later.getAsyncContext()).complete();
        assertThat(send("/api/v1/commands:batch", served).getStatus()).isEqualTo(200);
    }

    @Test // #5
    void whateverHappensToARequestItsRoomIsGivenBack() throws Exception {
        for (int request = 0; request < BURST; request++) {
            try {
                send("/api/v1/users/1", (asked, response) -> {
                    throw new ServletException("failed");
                });
            } catch (ServletException failed) {
                handled.incrementAndGet();
            }
        }
        assertThat(handled).hasValue(BURST);
        assertThat(send("/api/v1/users/2", served).getStatus()).isEqualTo(200);
    }

    @Test // #5
    void manyPeopleTakeNoMoreMemoryThanThoseOfTheLastMinuteAndAllAreServed() throws Exception {
        int people = 300_000;
        for (int person = 0; person < people; person++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
            assertThat(send("/api/v1/users/" + person, served).getStatus()).isEqualTo(200);
        }
        assertThat(admission.people()).isLessThanOrEqualTo(60_000);
        assertThat(handled).hasValue(people);
    }

    @Test // #5
    void aBurstThatWouldBeForgottenBeforeItIsMadeUpForIsRefusedAtTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Admission.Limits(512, 2, 64, 1, 61))
                .withMessageContaining("burst-of-user");
    }

    private MockHttpServletResponse send(String path, FilterChain then) throws ServletException, IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        admission.doFilter(request(path), response, then);
        return response;
    }

    private static MockHttpServletRequest request(String path) {
        MockHttpServletRequest request = new MockHttpServletRequest("PUT", path);
        request.setServletPath(path);
        return request;
    }
}
