package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.localtelegram.Button;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.testsupport.Browser;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The main job through everything there is: Telegram, gateway, command-side, event store, query-side, Kafka. */
class TapToRowIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static DataDirectory data;
    private static StandaloneSystem system;
    private static JdbcClient jdbc;

    @BeforeAll
    static void start() {
        data = DataDirectory.throwAway();
        system = new StandaloneSystem(data, false);
        system.start(StandaloneSettings.throwAway());
        StandaloneSystem.Servers servers = system.servers();
        jdbc = JdbcClient.create(
                new DriverManagerDataSource(servers.jdbcUrl(), servers.jdbcUser(), servers.jdbcPassword()));
    }

    @AfterAll
    static void stop() {
        system.close();
        data.close();
    }

    @ParameterizedTest // #2 regressions 2, 5, 16, 22
    @CsvSource(
            delimiter = '|',
            value = {
                "2001 | en-US  | 3 times or more | over 1 h   | Yes | under 15 min | Nothing | Submit   | is saved",
                "2002 | sv-SE  | 3 gånger eller fler | över 1 timme | Ja  | under 15 min | Ingenting | Skicka in | sparad",
                "2003 | es-419 | 3 veces o más | más de 1 h | Sí  | menos de 15 min | Nada | Enviar | guardada"
            })
    void aPersonOfEachLanguageAnswersAllAndTheRowSaysIt(
            long id,
            String language,
            String wakings,
            String awake,
            String yes,
            String under15,
            String none,
            String submit,
            String saved) {
        Talk talk = new Talk(system.localTelegram().person(id, "Bo", language));
        talk.says("/sleep_quiz");
        talk.says("23:40");
        talk.says(under15);
        talk.says("07:30");
        talk.says(wakings);
        talk.says(awake);
        talk.says("4");
        talk.says(yes);
        talk.says(under15);
        talk.says(none);
        talk.says("10");
        talk.says(submit);
        assertThat(talk.shown()).contains(saved);

        Map<String, Object> row = entryOf(id);
        assertThat(row)
                .containsEntry("night_wakings", "THREE_OR_MORE")
                .containsEntry("time_awake", "OVER_60")
                .containsEntry("sleep_latency", "UNDER_15")
                .containsEntry("phone_duration", "UNDER_15")
                .containsEntry("sleep_quality", 4)
                .containsEntry("alertness", 10)
                .containsEntry("time_in_bed_minutes", 470);
        assertThat(row.get("bedtime")).hasToString("23:40:00");
        assertThat(jdbc.sql("select language from read_model.users where telegram_id = :id")
                        .param("id", Long.toString(id))
                        .query(String.class)
                        .single())
                .isEqualTo(language.substring(0, 2));
    }

    @Test // #2 regressions 5, 6, 12
    void doubleAndStaleTapsChangeNothing() {
        LocalPerson person = system.localTelegram().person(2010, "Cleo", "en");
        Talk talk = new Talk(person);
        answerUpToReview(talk);
        ChatMessage review = talk.message();
        talk.says("Submit");
        assertThat(talk.shown()).contains("is saved");
        long events = eventsOf(2010);
        String submit = dataOf(review, "Submit");
        for (int again = 0; again < 3; again++) {
            person.tapsData(submit, review.messageId());
        }
        for (String stale : List.of("✎ In bed", "✎ Alertness", "Cancel")) {
            person.tapsData(dataOf(review, stale), review.messageId());
        }
        await().atMost(PATIENCE).until(() -> person.unansweredTaps() == 0);
        entryOf(2010);
        assertThat(eventsOf(2010)).isEqualTo(events);
        assertThat(jdbc.sql("select count(*) from read_model.sleep_entries where user_id = '2010'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test // #2 regressions 7, 8
    void anImplausibleNightIsToldAndMendedWithoutAnsweringAgain() {
        Talk talk = new Talk(system.localTelegram().person(2011, "Dag", "en"));
        talk.says("/sleep_quiz");
        talk.says("06:00");
        talk.says("over 1 h");
        talk.says("06:45");
        talk.says("No");
        talk.says("5");
        talk.says("No");
        talk.says("Nothing");
        talk.says("5");
        talk.says("Submit");
        assertThat(talk.shown()).contains("do not fit together");
        assertThat(jdbc.sql("select count(*) from read_model.sleep_entries where user_id = '2011'")
                        .query(Long.class)
                        .single())
                .isZero();
        talk.says(talk.buttonContaining("In bed"));
        talk.says("22:30");
        talk.says("Submit");
        assertThat(talk.shown()).contains("is saved");
        assertThat(entryOf(2011)).containsEntry("time_in_bed_minutes", 495).containsEntry("alertness", 5);
    }

    @Test // #2 domain.md §3: one entry per night
    void aSecondQuizForTheNightCorrectsItsEntry() {
        Talk talk = new Talk(system.localTelegram().person(2012, "Eva", "en"));
        answerUpToReview(talk);
        talk.says("Submit");
        Object first = entryOf(2012).get("entry_id");
        answerUpToReview(talk);
        talk.says("✎ Alertness");
        talk.says("2");
        talk.says("Submit");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(entryOf(2012)).containsEntry("alertness", 2));
        assertThat(entryOf(2012)).containsEntry("entry_id", first);
    }

    @ParameterizedTest // #2
    @CsvSource({"2021, 360, 740, light, sv", "2022, 1280, 800, dark, es"})
    void thePageIsAPleasantChat(
            long id,
            int width,
            int height,
            String scheme,
            String language,
            @TempDir(cleanup = CleanupMode.NEVER) Path profile)
            throws IOException, InterruptedException {
        Browser.assumeAvailable();
        try (Browser browser = Browser.open(profile)) {
            browser.look(width, height, scheme);
            browser.visit(system.localTelegram().url() + "/?user=" + id + "&name=Fia&lang=" + language);
            Page page = new Page(browser);
            page.types("/sleep_quiz");
            page.taps("22");
            page.taps("22:30");
            page.taps(0); // under 15 minutes
            page.save("quiz-" + width + "-" + scheme);
            page.types("6:15");
            assertThat(page.overflow()).isZero();
            assertThat(browser.complaints()).isEmpty();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(jdbc.sql("""
                                        select data->>'value' from read_model.history
                                        where user_id = :id and type = 'QuestionAnswered' order by position
                                        """)
                                .param("id", Long.toString(id))
                                .query(String.class)
                                .list())
                        .containsExactly("22:30", "UNDER_15", "06:15"));
    }

    @Test // #2
    void theDashboardShowsAPersonsNights(@TempDir(cleanup = CleanupMode.NEVER) Path profile)
            throws IOException, InterruptedException {
        Browser.assumeAvailable();
        Talk talk = new Talk(system.localTelegram().person(2030, "Hugo", "en"));
        answerUpToReview(talk);
        talk.says("Submit");
        entryOf(2030);
        try (Browser browser = Browser.open(profile)) {
            browser.look(1280, 900, "light");
            browser.visit(system.addresses().get("dashboard"));
            browser.evaluate("document.querySelector('#user').value = '2030'");
            browser.evaluate("document.querySelector('#token').value = 'no token'");
            browser.evaluate("document.querySelector('#ask button').click()");
            browser.waitFor("document.querySelector('#problem').textContent.includes('UNAUTHENTICATED')");
            browser.evaluate("document.querySelector('#token').value = '" + system.token(Role.ANALYST) + "'");
            browser.evaluate("document.querySelector('#ask button').click()");
            browser.waitFor("document.querySelectorAll('#nights tr').length === 1");
            assertThat(browser.evaluate("document.querySelector('#nights').textContent")
                            .asString())
                    .contains("22:15", "06:45", "8 h 30");
            assertThat(browser.evaluate("document.querySelector('#history').textContent")
                            .asString())
                    .contains("UserRegistered", "BEDTIME = \"22:15\"", "QuizCompleted");
            new Page(browser).save("dashboard-1280-light");
        }
    }

    @Test // #5
    void thePageOfADayShowsWhatWasKnownAndWhoHadChangedIt(@TempDir(cleanup = CleanupMode.NEVER) Path profile)
            throws IOException, InterruptedException {
        Browser.assumeAvailable();
        Talk talk = new Talk(system.localTelegram().person(2031, "Ines", "en"));
        answerUpToReview(talk);
        talk.says("Submit");
        entryOf(2031);
        new Api(system).command(Role.OPERATOR, "PATCH", "2031/settings", "{\"promptTime\":\"09:15\"}");
        await().atMost(PATIENCE)
                .until(() -> jdbc.sql(
                                        "select count(*) from read_model.history where user_id = '2031' and actor = 'operator'")
                                .query(Long.class)
                                .single()
                        == 1);
        try (Browser browser = Browser.open(profile)) {
            browser.look(1280, 1100, "light");
            browser.visit(system.addresses().get("dashboard").replace("index.html", "as-of.html?user=2031"));
            browser.evaluate(
                    "document.querySelector('#day').value = '" + LocalDate.now(ZoneId.of("Europe/Stockholm")) + "'");
            browser.evaluate("document.querySelector('#token').value = '" + system.token(Role.BOT) + "'");
            browser.evaluate("document.querySelector('#ask button').click()");
            browser.waitFor("document.querySelector('#problem').textContent.includes('FORBIDDEN')");
            browser.evaluate("document.querySelector('#token').value = '" + system.token(Role.OPERATOR) + "'");
            browser.evaluate("document.querySelector('#ask button').click()");
            browser.waitFor("document.querySelectorAll('#nights tr').length === 1");
            assertThat(text(browser, "#nights")).contains("22:15", "06:45", "person", "telegram");
            assertThat(text(browser, "#changes tr:last-child"))
                    .contains("operator", "http", "prompt time", "07:00", "→", "09:15");
            assertThat(text(browser, "#settings")).contains("prompt time09:15", "operator");
            Page page = new Page(browser);
            page.save("as-of-1280-light");
            browser.look(360, 740, "dark");
            page.save("as-of-360-dark");
            assertThat(page.overflow()).isZero();
        }
    }

    private static String text(Browser browser, String selector) {
        return browser.evaluate("document.querySelector('" + selector + "').textContent")
                .asString();
    }

    private static void answerUpToReview(Talk talk) {
        talk.says("/sleep_quiz");
        talk.says("22:15");
        talk.says("15–30 min");
        talk.says("6:45 am");
        talk.says("No");
        talk.says("7");
        talk.says("No");
        talk.says("Nothing");
        talk.says("8");
        assertThat(talk.shown()).contains("Please check your answers");
    }

    private static Map<String, Object> entryOf(long id) {
        return await().atMost(PATIENCE)
                .until(
                        () -> jdbc.sql("select * from read_model.sleep_entries where user_id = :id")
                                .param("id", Long.toString(id))
                                .query()
                                .listOfRows(),
                        rows -> rows.size() == 1)
                .get(0);
    }

    private static long eventsOf(long id) {
        return jdbc.sql("select count(*) from event_store.domain_event_entry where aggregate_identifier = :id")
                .param("id", Long.toString(id))
                .query(Long.class)
                .single();
    }

    private static String dataOf(ChatMessage message, String button) {
        return message.keyboard().stream()
                .flatMap(List::stream)
                .filter(candidate -> candidate.text().equals(button))
                .map(Button::callbackData)
                .findFirst()
                .orElseThrow();
    }
}
