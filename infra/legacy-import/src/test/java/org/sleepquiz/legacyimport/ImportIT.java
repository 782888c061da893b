package org.sleepquiz.legacyimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

class ImportIT {

    private static final int PEOPLE = 50;
    private static final int NIGHTS = 10;
    private static final CommandSide.Patience SHORT =
            new CommandSide.Patience(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofSeconds(60));

    @TempDir
    private Path directory;

    private TestDatabase old;
    private OldDatabase predecessor;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void thePredecessor() {
        old = TestPostgres.freshDatabase();
        predecessor = OldDatabase.in(old);
    }

    @Test // #4 delivers 9
    void everythingComesOverOnceHoweverOftenItIsImported() throws Exception {
        predecessor.fill(PEOPLE, NIGHTS);
        predecessor.addOddRows();
        TestDatabase database = TestPostgres.freshDatabase();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        try (NewSystem system = NewSystem.on(database, directory)) {
            Report first = run(system);
            assertThat(first.nights()).isEqualTo(PEOPLE * NIGHTS + 4);
            assertReportIsRight(first);
            String refused = Files.readString(directory.resolve("refused.csv"));
            long events = events(jdbc);

            Report second = run(system);
            assertReportIsRight(second);
            assertThat(second.nights()).isEqualTo(first.nights());
            assertThat(events(jdbc)).as("events after the second import").isEqualTo(events);
            assertThat(directory.resolve("refused.csv")).hasContent(refused);
            assertThat(refused)
                    .contains(
                            "sleep_entries,00000000-0000-0000-0000-000000000011,OTHER_ENTRY_OF_THE_NIGHT",
                            "sleep_entries,00000000-0000-0000-0000-000000000012,OTHER_ENTRY_OF_THE_NIGHT",
                            "users,00000000-0000-0000-0000-0000000000a1,TELEGRAM_ID_NO_NUMBER")
                    .doesNotContain("3001", "2001", "22:15");

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(count(jdbc, "read_model.sleep_entries")).isEqualTo(PEOPLE * NIGHTS + 4));
            assertThat(count(jdbc, "read_model.users")).isEqualTo(PEOPLE + 5);
            assertWhatCameOver(jdbc);
            assertThat(jdbc.sql("""
                                    select count(*) from (
                                        select user_id from read_model.sleep_entries where user_id like '1000__'
                                        group by user_id having count(distinct night_date) <> :nights) short
                                    """).param("nights", NIGHTS).query(Long.class).single())
                    .as("people of whom a night is missing or on another's date")
                    .isZero();
        }
        assertThat(text())
                .contains(
                        "504 nights of 515 entries",
                        "Not taken, each listed in",
                        "entries that name nobody",
                        "XP, streaks and achievements")
                .doesNotContain("3001", "hunter2");
    }

    private static void assertReportIsRight(Report report) {
        assertThat(report.isWhole()).isTrue();
        assertThat(report.count(Refused.TELEGRAM_ID_NO_NUMBER)).isEqualTo(3);
        assertThat(report.count(Refused.PERSON_NOT_TAKEN)).isEqualTo(2);
        assertThat(report.count(Refused.OTHER_ENTRY_OF_THE_NIGHT)).isEqualTo(2);
        assertThat(report.count(Refused.UNKNOWN_CHOICE)).isEqualTo(1);
        assertThat(report.count(Refused.RATING_OUT_OF_RANGE)).isEqualTo(1);
        assertThat(report.count(Refused.ANSWER_MISSING)).isEqualTo(1);
        assertThat(report.count(Refused.UNREADABLE)).isEqualTo(1);
        assertThat(report.count(Refused.NO_TIME)).isEqualTo(1);
        assertThat(report.count(Refused.IMPLAUSIBLE_NIGHT)).isEqualTo(1);
        assertThat(report.count(Refused.NOT_ACCEPTED)).isEqualTo(1);
        assertThat(report.count(Refused.ZONE_UNKNOWN)).isEqualTo(1);
        assertThat(report.count(Refused.SETTINGS_CHOSEN_SINCE)).isZero();
        assertThat(report.count(Remark.STRAY_DISRUPTION)).isEqualTo(1);
        assertThat(report.count(Remark.LANGUAGE_NOT_SPOKEN)).isEqualTo(1);
        assertThat(report.count(Remark.PHONE_DURATION_ASSUMED)).isEqualTo(1);
        assertThat(report.count(Remark.DISRUPTIONS_ASSUMED)).isEqualTo(1);
        assertThat(report.count(Remark.TIME_AWAKE_DERIVED)).isPositive();
    }

    private static void assertWhatCameOver(JdbcClient jdbc) {
        assertThat(jdbc.sql("select night_date, sleep_quality from read_model.sleep_entries where user_id = '3001'"
                                + " order by night_date")
                        .query()
                        .listOfRows())
                .extracting(row -> row.get("night_date").toString(), row -> row.get("sleep_quality"))
                .containsExactly(tuple("2026-03-01", 9), tuple("2026-03-02", 6));
        Map<String, Object> withSettings = jdbc.sql("select * from read_model.users where telegram_id = '2001'")
                .query()
                .singleRow();
        assertThat(withSettings)
                .containsEntry("language", "sv")
                .containsEntry("time_zone", "Asia/Kolkata")
                .containsEntry("prompt_enabled", false);
        assertThat(withSettings.get("prompt_time")).hasToString("06:30:00");
        Map<String, Object> strange = jdbc.sql("select * from read_model.users where telegram_id = '2002'")
                .query()
                .singleRow();
        assertThat(strange).containsEntry("language", "en").containsEntry("time_zone", "Europe/Stockholm");
        assertThat(strange.get("prompt_time")).hasToString("08:15:00");
        assertThat(jdbc.sql("select telegram_id from read_model.users where telegram_id in ('2003', '4001') order by 1")
                        .query(String.class)
                        .list())
                .containsExactly("2003", "4001");
        LocalDate last = LocalDate.now(ZoneId.of("Europe/Stockholm")).minusDays(1);
        assertThat(jdbc.sql("select max(night_date) from read_model.sleep_entries where user_id = '100010'")
                        .query(LocalDate.class)
                        .single())
                .isBetween(last.minusDays(2), last);
    }

    @Test // #4
    void settingsThatWereChosenHereSinceAreKept() throws Exception {
        predecessor.addOddRows();
        TestDatabase database = TestPostgres.freshDatabase();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        try (NewSystem system = NewSystem.commandSideOn(database, directory)) {
            run(system);
            system.patch("2001/settings", "{\"promptEnabled\":true,\"promptTime\":\"09:45\"}");
            long events = events(jdbc);
            Report again = run(system);
            assertThat(again.count(Refused.SETTINGS_CHOSEN_SINCE)).isEqualTo(1);
            assertThat(events(jdbc)).isEqualTo(events);
        }
    }

    @Test // #4
    void aNightThatWasCorrectedHereSinceIsKept() throws Exception {
        predecessor.addOddRows();
        TestDatabase database = TestPostgres.freshDatabase();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        try (NewSystem system = NewSystem.commandSideOn(database, directory)) {
            Report first = run(system);
            system.post("3001/entries", """
                    {"nightDate": "2026-03-02", "answers": {"BEDTIME": "23:15", "SLEEP_LATENCY": "UNDER_15", "WAKE_TIME": "07:15",
                     "NIGHT_WAKINGS": "NONE", "SLEEP_QUALITY": 3, "PHONE_USAGE": false, "DISRUPTIONS": [], "ALERTNESS": 4}}
                    """);
            long events = events(jdbc);
            Report again = run(system);
            assertThat(again.count(Refused.NIGHT_CORRECTED_SINCE)).isEqualTo(1);
            assertThat(again.nights()).isEqualTo(first.nights() - 1);
            assertThat(events(jdbc)).isEqualTo(events);
        }
    }

    @Test // #4
    void anImportThatWasStoppedIsFinishedByTheNext() throws Exception {
        predecessor.fill(PEOPLE, NIGHTS);
        TestDatabase database = TestPostgres.freshDatabase();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        try (NewSystem system = NewSystem.commandSideOn(database, directory)) {
            // half of it, and then the command-side is gone
            Predecessor.Size size;
            try (Predecessor half = Predecessor.at(settings(system.commandUrl(), system.token()));
                    Report report = Report.into(directory.resolve("half.csv"));
                    Deliveries deliveries = new Deliveries(
                            new CommandSide(URI.create(system.commandUrl()), system.token(), SHORT, line -> {}))) {
                size = half.size();
                Importing importing = new Importing(ZoneId.of("Europe/Stockholm"), deliveries, report);
                assertThatThrownBy(() -> half.tell(new Stopping(importing, (int) size.entries() / 2)))
                        .isInstanceOf(Stopped.class);
                importing.end();
                assertThat(report.nights()).isBetween(1L, size.entries() - 1);
            }
            assertThat(run(system).nights()).isEqualTo(PEOPLE * NIGHTS);
            assertThat(jdbc.sql(
                                    "select count(*) from event_store.domain_event_entry where payload_type = 'QuizCompleted'")
                            .query(Long.class)
                            .single())
                    .isEqualTo(PEOPLE * NIGHTS);
            assertThat(jdbc.sql("select count(*) from event_store.domain_event_entry"
                                    + " where payload_type = 'SleepEntryCorrected'")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Stopping implements Predecessor.Listener {

        private final Predecessor.Listener listener;
        private int left;

        Stopping(Predecessor.Listener listener, int left) {
            this.listener = listener;
            this.left = left;
        }

        @Override
        public void person(LegacyPerson person) {
            listener.person(person);
        }

        @Override
        public void entry(LegacyEntry entry) {
            if (left-- == 0) {
                throw new Stopped();
            }
            listener.entry(entry);
        }
    }

    @Test // #4
    void aStoreThatIsAwayForAWhileIsWaitedFor() throws Exception {
        predecessor.fill(20, 5);
        try (TestPostgres server = TestPostgres.ownServer()) {
            TestDatabase database = server.newDatabase();
            try (NewSystem system = NewSystem.commandSideOn(database, directory)) {
                server.stop();
                CompletableFuture<Report> importing = CompletableFuture.supplyAsync(() -> run(system));
                await().atMost(Duration.ofSeconds(60)).until(() -> text().contains("trying again"));
                assertThat(importing).isNotDone();
                server.start();
                assertThat(importing.get(90, TimeUnit.SECONDS).nights()).isEqualTo(100);
            }
        }
    }

    @Test // #4
    void whatIsNotThereIsSaidInOneLine() {
        CommandSide.Patience none =
                new CommandSide.Patience(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(2));
        predecessor.fill(1, 1);
        assertThatThrownBy(
                        () -> LegacyImport.run(settings("http://127.0.0.1:1", "token"), none, print(), print(), false))
                .isInstanceOf(ImportFailure.class)
                .hasMessage("The command-side cannot be reached; run the import again later");
        predecessor.drop("sleep_quiz_settings");
        assertThatThrownBy(
                        () -> LegacyImport.run(settings("http://127.0.0.1:1", "token"), none, print(), print(), false))
                .isInstanceOf(ImportFailure.class)
                .hasMessageContaining("a table is missing there");
        ImportSettings nowhere = new ImportSettings(
                "jdbc:postgresql://127.0.0.1:1/x?password=hunter2",
                null,
                null,
                ZoneId.of("UTC"),
                URI.create("http://127.0.0.1:1"),
                "token",
                directory.resolve("refused.csv"));
        assertThatThrownBy(() -> LegacyImport.run(nowhere, none, print(), print(), false))
                .isInstanceOf(ImportFailure.class)
                .hasMessageStartingWith("Cannot open the predecessor's database")
                .hasMessageNotContaining("hunter2");
    }

    private Report run(NewSystem system) {
        return LegacyImport.run(settings(system.commandUrl(), system.token()), SHORT, print(), print(), false);
    }

    private ImportSettings settings(String commandUrl, String token) {
        return new ImportSettings(
                old.jdbcUrl(),
                old.user(),
                old.password(),
                ZoneId.of("Europe/Stockholm"),
                URI.create(commandUrl),
                token,
                directory.resolve("refused.csv"));
    }

    private PrintStream print() {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static long events(JdbcClient jdbc) {
        return count(jdbc, "event_store.domain_event_entry");
    }

    private static long count(JdbcClient jdbc, String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }
}
