package org.sleepquiz.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.CommandSide;
import org.sleepquiz.command.Node;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** A year of prompts in five zones, by the schedule as it is; only the clock is moved, from what is due to what is due next. */
class SimulatedYearIT {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedYearIT.class);

    private static final LocalDate FIRST = LocalDate.of(2026, 1, 2);
    private static final int DAYS = 365;
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    /** A usual time, one that spring leaves out and one that autumn has twice. */
    private static final Map<String, List<String>> TIMES = new TreeMap<>(Map.of(
            "Europe/Stockholm", List.of("07:00", "02:30", "02:15"),
            "America/New_York", List.of("07:00", "02:30", "01:30"),
            "Asia/Kolkata", List.of("07:00", "23:59", "00:00"),
            "Pacific/Auckland", List.of("07:00", "02:30", "02:45"),
            "Australia/Lord_Howe", List.of("07:00", "02:15", "01:45")));

    private static final MovedClock CLOCK = new MovedClock(START.toString());

    @TestConfiguration
    static class Year {
        @Bean
        @Primary
        Clock movedClock() {
            return CLOCK;
        }
    }

    record Sleeper(String user, ZoneId zone, LocalTime time) {}

    @Test // #4 regressions 18 and 24
    void everybodyIsPromptedOnceOnEveryLocalDateAtTheRightInstant() {
        TestDatabase database = TestPostgres.freshDatabase();
        try (Node node = Node.start(
                CommandSide.application().sources(Year.class),
                database,
                Node.NO_KAFKA,
                "--sleepquiz.kafka.enabled=false",
                // the test looks by itself
                "--sleepquiz.prompts.interval=1h")) {
            Schedule schedule = node.context.getBean(Schedule.class);
            List<Sleeper> sleepers = sleepers(node);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> sleepers.forEach(sleeper -> assertThat(schedule.find(sleeper.user())
                                    .map(person -> person.timetable().promptTime()))
                            .contains(sleeper.time())));

            int looks = liveThrough(node.context.getBean(Dispatch.class), schedule);

            sleepers.forEach(sleeper ->
                    assertThat(prompts(node, sleeper)).as("%s", sleeper).isEqualTo(expected(sleeper)));
            LOG.info("event=simulated_year_lived looks={} people={}", looks, sleepers.size());
        }
    }

    private static List<Sleeper> sleepers(Node node) {
        List<Sleeper> sleepers = new ArrayList<>();
        TIMES.forEach((zone, times) -> times.forEach(time -> {
            String user = Integer.toString(7_000 + sleepers.size());
            assertThat(node.put(user, "{\"timeZone\":\"" + zone + "\"}").status())
                    .isEqualTo(200);
            assertThat(node.patch(user + "/settings", "{\"promptTime\":\"" + time + "\"}")
                            .status())
                    .isEqualTo(200);
            sleepers.add(new Sleeper(user, ZoneId.of(zone), LocalTime.parse(time)));
        }));
        return sleepers;
    }

    /** Moves the clock to what is due next, again and again, until everybody's year is over. */
    private static int liveThrough(Dispatch dispatch, Schedule schedule) {
        Instant end = FIRST.plusDays(DAYS).atTime(12, 0).toInstant(ZoneOffset.UTC);
        int looks = 0;
        for (Instant due = schedule.firstDue().orElseThrow();
                due.isBefore(end);
                due = schedule.firstDue().orElseThrow()) {
            CLOCK.set(due.isAfter(CLOCK.instant()) ? due : CLOCK.instant());
            dispatch.look();
            looks++;
        }
        return looks;
    }

    private static SortedMap<LocalDate, Instant> prompts(Node node, Sleeper sleeper) {
        List<QuizPrompted> all = Sent.history(node, sleeper.user(), QuizPrompted.class);
        SortedMap<LocalDate, Instant> prompts = new TreeMap<>();
        int atTheInstant = 0;
        for (QuizPrompted prompted : all) {
            if (isInYear(prompted.forDate())) {
                assertThat(prompts.put(prompted.forDate(), prompted.scheduledFor()))
                        .as("a second prompt for %s of %s", prompted.forDate(), sleeper)
                        .isNull();
                atTheInstant += prompted.occurredAt().equals(prompted.scheduledFor()) ? 1 : 0;
            }
        }
        LOG.info(
                "event=simulated_year zone={} time={} prompts={} at_the_instant={}",
                sleeper.zone(),
                sleeper.time(),
                prompts.size(),
                atTheInstant);
        assertThat(atTheInstant).isEqualTo(DAYS);
        return prompts;
    }

    private static boolean isInYear(LocalDate date) {
        return !date.isBefore(FIRST) && date.isBefore(FIRST.plusDays(DAYS));
    }

    /** Read off a wall clock, minute by minute, without knowing anything of gaps and overlaps beforehand. */
    private static SortedMap<LocalDate, Instant> expected(Sleeper sleeper) {
        Map<LocalDateTime, Instant> wall = new HashMap<>();
        Map<LocalDateTime, LocalDateTime> leftOut = new LinkedHashMap<>();
        LocalDateTime before = null;
        Instant end = FIRST.plusDays(DAYS + 1).atStartOfDay(sleeper.zone()).toInstant();
        for (Instant minute = FIRST.minusDays(1).atStartOfDay(sleeper.zone()).toInstant();
                minute.isBefore(end);
                minute = minute.plusSeconds(60)) {
            LocalDateTime shown = LocalDateTime.ofInstant(minute, sleeper.zone());
            // the first time that it is shown
            wall.putIfAbsent(shown, minute);
            if (before != null && shown.isAfter(before.plusMinutes(1))) {
                Duration gap = Duration.between(before.plusMinutes(1), shown);
                for (LocalDateTime missing = before.plusMinutes(1);
                        missing.isBefore(shown);
                        missing = missing.plusMinutes(1)) {
                    leftOut.put(missing, missing.plus(gap));
                }
            }
            before = shown;
        }
        SortedMap<LocalDate, Instant> expected = new TreeMap<>();
        for (LocalDate date = FIRST; isInYear(date); date = date.plusDays(1)) {
            LocalDateTime wanted = date.atTime(sleeper.time());
            expected.put(date, wall.get(leftOut.getOrDefault(wanted, wanted)));
        }
        return expected;
    }
}
