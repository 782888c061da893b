package org.sleepquiz.query.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.sleepquiz.query.Events;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.query.QuerySide;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.sleepquiz.testsupport.security.AttackedSide;
import org.sleepquiz.testsupport.security.Nonsense;
import org.sleepquiz.testsupport.security.Nonsense.Request;
import org.sleepquiz.testsupport.security.Refusal;

/** Whatever is asked at whichever endpoint, the query-side answers or refuses in its own words. */
class AnyQueryIT {

    private static final Set<String> QUERY =
            Set.of("from", "to", "limit", "cursor", "nights", "before", "after", "format", "page", "size", "sort");
    private static final String USER = Events.newUser();
    private static final Map<String, String> RIGHT = Map.of("telegramId", USER);

    private static AttackedSide side;

    @BeforeContainer
    static void start() {
        TestDatabase database = TestPostgres.freshDatabase();
        try (QueryNode node = QueryNode.on(database)) {
            node.happened(
                    Events.registered(USER),
                    Events.completed(USER, Events.restlessNight(UUID.randomUUID(), LocalDate.of(2026, 11, 20))));
        }
        side = AttackedSide.start(QuerySide.application(), database, "--sleepquiz.wait.timeout=20ms");
    }

    @AfterContainer
    static void stop() {
        if (side != null) {
            side.close();
        }
    }

    @Provide
    Arbitrary<Request> requests() {
        return Nonsense.requests(side, RIGHT, QUERY, endpoint -> "{}");
    }

    @Property(tries = 400) // #5
    void noQuestionIsAFailureOfOurs(@ForAll("requests") Request request) {
        HttpResponse<String> reply = side.send(request);
        if (reply.statusCode() >= 400) {
            Refusal.assertThatIsWellFormed(reply);
        }
    }

    @Provide
    Arbitrary<String> positions() {
        return Nonsense.text().filter(text -> text.chars().allMatch(each -> each >= ' ' && each < 127));
    }

    @Property(tries = 50) // #5
    void noPositionIsAFailureOfOurs(@ForAll("positions") String position) {
        HttpResponse<String> reply = side.sendWith("X-Wait-For", position, "/api/v1/users/" + USER);
        assertThat(reply.statusCode()).as(position).isIn(200, 400, 503);
        if (reply.statusCode() != 200) {
            assertThat(reply.body()).containsAnyOf("\"code\":\"MALFORMED\"", "\"code\":\"TRY_LATER\"");
        }
    }
}
