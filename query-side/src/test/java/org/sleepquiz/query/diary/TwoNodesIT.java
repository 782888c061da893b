package org.sleepquiz.query.diary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.PATIENCE;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.registered;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.testsupport.CountedWrites;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;

class TwoNodesIT {

    private static final int USERS = 40;
    private static final int NIGHTS = 3;

    @Test // #2
    void twoNodesShareThePeopleWithoutLossOrDoubles() {
        TestDatabase database = TestPostgres.freshDatabase();
        String quick = "--sleepquiz.diary.claim-interval=200ms";
        QueryNode first = QueryNode.on(database, quick);
        try (QueryNode second = QueryNode.on(database, quick)) {
            CountedWrites writes = CountedWrites.in(database);
            first.processor().releaseSegment(0);
            first.processor().releaseSegment(2);
            await().atMost(PATIENCE)
                    .until(() -> first.processor().processingStatus().size() == 2
                            && second.processor().processingStatus().size() == 2);

            List<String> users = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                String user = newUser();
                users.add(user);
                (i % 2 == 0 ? first : second).append(registered(user));
                for (int n = 0; n < NIGHTS; n++) {
                    (n % 2 == 0 ? first : second)
                            .append(completed(
                                    user, night(LocalDate.of(2026, 11, 1).plusDays(n))));
                }
            }
            awaitAll(second, users.size());
            assertWrittenOnce(second, writes, users.size());

            first.close();
            for (int i = 0; i < USERS; i++) {
                String late = newUser();
                users.add(late);
                second.append(registered(late));
                for (int n = 0; n < NIGHTS; n++) {
                    second.append(
                            completed(late, night(LocalDate.of(2026, 11, 1).plusDays(n))));
                }
            }
            awaitAll(second, users.size());
            assertWrittenOnce(second, writes, users.size());
        } finally {
            first.close();
        }
    }

    @Test // #2, regression 32
    void aBatchThatTakesLongerThanAClaimLastsIsNotTakenByTheOtherNode() {
        TestDatabase database = TestPostgres.freshDatabase();
        String[] settings = {"--sleepquiz.diary.claim-interval=200ms", "--sleepquiz.token-claim-timeout=11s"};
        try (QueryNode first = QueryNode.with(List.of(Slowcoach.Hired.class), database, settings);
                QueryNode second = QueryNode.with(List.of(Slowcoach.Hired.class), database, settings)) {
            Slowcoach slowcoach = first.bean(Slowcoach.class);
            Slowcoach rival = second.bean(Slowcoach.class);
            String user = newUser();
            first.append(registered(user));
            await().atMost(PATIENCE).until(() -> slowcoach.begun() + rival.begun() > 0);
            // longer than a claim lasts that nobody extends
            await().during(Duration.ofSeconds(15))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> slowcoach.begun() + rival.begun() == 1);
            slowcoach.goOn();
            rival.goOn();
            await().atMost(PATIENCE).until(() -> first.count("users", "telegram_id", user) == 1);
            assertThat(slowcoach.begun() + rival.begun()).isOne();
        }
    }

    private static void awaitAll(QueryNode node, int users) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> node.sql("select count(*) from read_model.history")
                                .query(Long.class)
                                .single()
                        == (long) users * (1 + NIGHTS));
    }

    private static void assertWrittenOnce(QueryNode node, CountedWrites writes, int users) {
        assertThat(node.sql("select count(*) from read_model.users")
                        .query(Long.class)
                        .single())
                .isEqualTo(users);
        assertThat(node.sql("select count(*) from read_model.sleep_entries")
                        .query(Long.class)
                        .single())
                .isEqualTo((long) users * NIGHTS);
        assertThat(writes.repeated()).isEmpty();
    }
}
