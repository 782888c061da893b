package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.bot.LineToTelegram.Traffic;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one update costs, from its arrival until nothing of it is left to do. */
class CostOfAnUpdateIT extends AmongNeighbours {

    private static final Logger LOG = LoggerFactory.getLogger(CostOfAnUpdateIT.class);

    /** Renewals of the lease and of claims, which come by the clock, however many updates there are. */
    private static final List<String> EVERY_FEW_SECONDS = List.of("bot.poller", "set claimed_until");

    @AutoClose
    private final LineToTelegram line = new LineToTelegram(telegram.url());

    private final CountedSql sql = new CountedSql();

    @AutoClose
    private final RunningGateway gateway = RunningGateway.start(
            sql, database, line.url(), sides, "--sleepquiz.bot.look=1h", "--sleepquiz.bot.grace=1h");

    private final LocalPerson person = person("en");

    /**
     * What was needed.
     *
     * @param sql round trips to the database
     * @param sides requests to the command-side and the query-side
     * @param telegram calls of Telegram and their bytes, but for polling
     */
    private record Cost(List<String> sql, int sides, Map<String, Traffic> telegram) {

        int calls(String method) {
            return telegram.getOrDefault(method, Traffic.NONE).calls();
        }

        int calls() {
            return total().calls();
        }

        Traffic total() {
            return telegram.values().stream().reduce(Traffic.NONE, Traffic::plus);
        }
    }

    @BeforeEach
    void awaitWhatTheStartCosts() {
        await().until(() -> calls("setMyCommands").size() == 4);
    }

    private Cost soFar() {
        return new Cost(
                sql.roundTrips().stream()
                        .filter(statement -> EVERY_FEW_SECONDS.stream().noneMatch(statement::contains))
                        .toList(),
                sides.requests(person.userId()).size(),
                line.traffic().entrySet().stream()
                        .filter(method -> !method.getKey().equals("getUpdates"))
                        .filter(method -> !method.getKey().isEmpty())
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private Cost since(Cost before) {
        Cost now = soFar();
        Map<String, Traffic> traffic = now.telegram().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, method -> {
                    Traffic earlier = before.telegram().getOrDefault(method.getKey(), Traffic.NONE);
                    Traffic later = method.getValue();
                    return new Traffic(
                            later.calls() - earlier.calls(),
                            later.sent() - earlier.sent(),
                            later.received() - earlier.received());
                }));
        return new Cost(
                now.sql().subList(before.sql().size(), now.sql().size()), now.sides() - before.sides(), traffic);
    }

    private Cost costOf(String what, Runnable deed) {
        Cost before = soFar();
        deed.run();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc().sql("select count(*) from bot.inbox where update_id = ? and state = 'DONE'")
                                .param(telegram.lastUpdateId())
                                .query(Integer.class)
                                .single()
                        == 1);
        Cost cost = since(before);
        LOG.info(
                "update=\"{}\" sql={} sides={} telegram={} sent={} received={}",
                what,
                cost.sql().size(),
                cost.sides(),
                cost.calls(),
                cost.total().sent(),
                cost.total().received());
        return cost;
    }

    private Cost costOfTap(String button) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> person.messages().stream()
                        .filter(ChatMessage::fromBot)
                        .flatMap(message -> message.keyboard().stream())
                        .flatMap(List::stream)
                        .anyMatch(shown -> shown.text().equals(button)));
        return costOf(button, () -> person.taps(button));
    }

    @Test // #3
    void aWholeQuizCostsThreeStatementsACommandAndTwoCallsPerTap() {
        Cost nothing = soFar();
        Cost first = costOf("/sleep_quiz", () -> person.types("/sleep_quiz"));
        List<Cost> taps = List.of(
                costOfTap("22"),
                costOfTap("22:30"),
                costOfTap("15–30 min"),
                costOfTap("✓ 07:00"),
                costOfTap("1–2 times"),
                costOfTap("under 15 min"),
                costOfTap("8"),
                costOfTap("No"),
                costOfTap("Noise"),
                costOfTap("Done"),
                costOfTap("7"));
        Cost submit = costOfTap("Submit");
        Cost quiz = since(nothing);
        quiz.telegram().forEach((method, traffic) -> LOG.info("method={} of the quiz: {}", method, traffic));
        quiz.sql().stream()
                .collect(Collectors.groupingBy(statement -> statement, Collectors.counting()))
                .forEach((statement, times) -> LOG.info("times={} {}", times, statement));
        LOG.info(
                "whole quiz: updates=13 sql={} sides={} telegram={} sent={} received={} connections={}",
                quiz.sql().size(),
                quiz.sides(),
                quiz.calls(),
                quiz.total().sent(),
                quiz.total().received(),
                line.connections());

        assertThat(first.sql()).as("kept, claimed, sent, done").hasSize(4);
        assertThat(first.sides()).isEqualTo(1);
        assertThat(first.calls()).isEqualTo(1);
        assertThat(taps).allSatisfy(tap -> {
            assertThat(tap.sql()).as("kept, claimed, done").hasSize(3);
            assertThat(tap.sides()).isEqualTo(1);
            assertThat(tap.calls("answerCallbackQuery")).isEqualTo(1);
            assertThat(tap.calls("editMessageText")).isEqualTo(1);
            assertThat(tap.calls()).isEqualTo(2);
        });
        assertThat(submit.sql())
                .as("kept, claimed, which message the person is at, done")
                .hasSize(4);
        assertThat(submit.sides())
                .as("the answer, the week before, the progress")
                .isEqualTo(3);
        assertThat(submit.calls()).isEqualTo(2);
        assertThat(quiz.sql()).hasSize(4 + 11 * 3 + 4);
        assertThat(line.connections()).as("of 25 calls and all the polls").isLessThan(8);
    }

    @Test // #3
    void updatesThatComeTogetherShareTheirStatements() {
        costOf("/sleep_quiz", () -> person.types("/sleep_quiz"));
        telegram.failNext("getUpdates", 1, 429, "Too Many Requests: retry after 3", 3);
        await().until(() -> telegram.calls().stream().anyMatch(call -> call.status() == 429));
        Cost together = costOf("three taps", () -> {
            person.taps("22");
            person.taps("23");
            person.taps("✓ 22:00");
        });
        assertThat(together.sql()).as("kept, claimed, done").hasSize(3);
        assertThat(together.sides()).isEqualTo(3);
        assertThat(together.calls("answerCallbackQuery")).isEqualTo(3);
        assertThat(together.calls("editMessageText")).isEqualTo(1);
    }
}
