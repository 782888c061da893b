package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.httpedge.Role;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Whatever happens, however much our own code is asked to tell: the log holds nothing of a person and nothing that is secret. */
class LogScanIT {

    private static final long PERSON = 7_318_455_511L;
    private static final String NAME = "Xanthippe";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String LOG_FILE = "sleepquiz.log.file";

    private static final Kept LOG = new Kept();

    @TempDir
    static Path directory;

    private static DataDirectory data;
    private static StandaloneSystem system;
    private static JdbcClient jdbc;

    /** All that is logged, as a file would have it, and by whom. */
    private static final class Kept extends AppenderBase<ILoggingEvent> {

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getLoggerName() + " [" + event.getThreadName() + "] "
                    + event.getFormattedMessage() + " " + event.getMDCPropertyMap()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    }

    @BeforeAll
    static void start() throws JoranException {
        System.setProperty(LOG_FILE, directory.resolve("sleepquiz.log").toString());
        LoggerContext logging = logging("/logback.xml");
        LOG.setContext(logging);
        LOG.start();
        logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(LOG);
        logging.getLogger("org.sleepquiz").setLevel(Level.DEBUG);
        data = DataDirectory.take(directory.resolve("data"));
        system = new StandaloneSystem(data, false);
        system.start(StandaloneSettings.throwAway());
        jdbc = JdbcClient.create(new DriverManagerDataSource(
                system.servers().jdbcUrl(),
                system.servers().jdbcUser(),
                system.servers().jdbcPassword()));
    }

    /** Sets up the logging as a file of the class path has it. */
    private static LoggerContext logging(String file) throws JoranException {
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        logging.reset();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(logging);
        configurator.doConfigure(LogScanIT.class.getResource(file));
        return logging;
    }

    @AfterAll
    static void stop() throws JoranException {
        if (system != null) {
            system.close();
            data.close();
        }
        logging("/logback-test.xml");
        System.clearProperty(LOG_FILE);
    }

    @Test // #5, regression 38
    void theLogTellsNothingOfAPersonAndNoSecretWhateverGoesWrong() throws Exception {
        converse();
        String bot = system.token(Role.BOT);
        useHttp(bot);
        breakTheDatabase(bot);
        assertThat(LOG.lines)
                .as("there was something to tell")
                .anyMatch(line -> line.contains("event=request_failed"))
                .anyMatch(line -> line.startsWith("DEBUG org.sleepquiz") || line.startsWith("WARN org.sleepquiz"));

        Map<String, Pattern> secrets = secrets(bot);
        List<String> found = new ArrayList<>();
        for (String line : LOG.lines) {
            secrets.forEach((what, pattern) -> {
                if (pattern.matcher(line).find()) {
                    found.add(what + ": " + line);
                }
            });
        }
        assertThat(found).isEmpty();
    }

    private static void converse() {
        Talk talk = new Talk(system.localTelegram().person(PERSON, NAME, "en"));
        talk.says("/start");
        talk.says("/sleep_quiz");
        for (String said : List.of(
                "23:40",
                "30–60 min",
                "07:35",
                "3 times or more",
                "over 1 h",
                "4",
                "Yes",
                "under 15 min",
                "Nothing",
                "10",
                "Submit",
                "/history",
                "/stats",
                "/sleep_settings",
                "/export",
                "/privacy",
                "no command at all")) {
            talk.says(said);
        }
        talk.says("/sleep_quiz");
        talk.says("25:71");
    }

    /** Right and wrong requests, with right and wrong tokens. */
    private static void useHttp(String bot) throws Exception {
        String quiz = "/api/v1/users/" + PERSON + "/quizzes/00000000-0000-4000-8000-00000000000f/answers/";
        String analyst = system.token(Role.ANALYST);
        for (String token : List.of(bot, analyst, bot.substring(0, bot.length() - 5), "nonsense", "")) {
            send("command API", "PUT", quiz + "BEDTIME", "{\"value\":\"22:10\"}", token);
            send("command API", "PUT", quiz + "BEDTIME", "{\"value\":\"26:10\"}", token);
            send("command API", "PUT", quiz + "SHOE_SIZE", "{\"value\":\"22:10\"", token);
            send("command API", "PUT", quiz + "DISRUPTIONS", "{\"value\":[\"TEMPERATURE\",\"SNORING\"]}", token);
            send("command API", "GET", "/nowhere/" + PERSON, null, token);
            send("query API", "GET", "/api/v1/users/" + PERSON + "/entries?from=nonsense", null, token);
            send("query API", "GET", "/api/v1/users/" + PERSON + "/export", null, token);
            send("query API", "GET", "/api/v1/users/" + PERSON + "%2f..", null, token);
            send("query API", "GET", "/api/v1/users/" + PERSON, null, "x".repeat(10_000));
        }
    }

    /** Tables that are gone, and one that refuses a row: what PostgreSQL says then names the row. */
    private static void breakTheDatabase(String bot) throws Exception {
        String person = "/api/v1/users/" + PERSON;
        String answer = person + "/quizzes/00000000-0000-4000-8000-00000000000e/answers/BEDTIME";
        without("read_model.users", () -> send("query API", "GET", person, null, bot));
        without("event_store.domain_event_entry", () -> {
            send("command API", "PUT", answer, "{\"value\":\"22:10\"}", bot);
            // somebody whom no memory knows
            send("command API", "PUT", answer.replace("511/", "512/"), "{\"value\":\"22:10\"}", bot);
            send("command API", "POST", "/api/v1/commands:batch", """
                    {"commands":[{"type":"AnswerQuiz","telegramId":"%d","question":"BEDTIME","value":"22:10",
                     "quizId":"00000000-0000-4000-8000-00000000000d"}]}""".formatted(PERSON), bot);
        });
        jdbc.sql(
                        "alter table event_store.domain_event_entry add constraint refuses check (sequence_number < 0) not valid")
                .update();
        send("command API", "PUT", answer, "{\"value\":\"22:10\"}", bot);
        jdbc.sql("alter table event_store.domain_event_entry drop constraint refuses")
                .update();

        jdbc.sql("alter table read_model.sleep_entries add constraint refuses check (alertness <> 3) not valid")
                .update();
        send("command API", "POST", person + "/entries", """
                {"nightDate":"2026-11-20","answers":{"BEDTIME":"22:10","SLEEP_LATENCY":"FROM_30_TO_60","WAKE_TIME":"07:35",
                 "NIGHT_WAKINGS":"NONE","SLEEP_QUALITY":5,"PHONE_USAGE":false,"DISRUPTIONS":["TEMPERATURE"],"ALERTNESS":3}}
                """, bot);
        await().atMost(PATIENCE)
                .until(() -> LOG.lines.stream().anyMatch(line -> line.contains("refuses") || line.contains("23514")));
        jdbc.sql("alter table read_model.sleep_entries drop constraint refuses").update();

        Talk talk = new Talk(system.localTelegram().person(PERSON + 1, NAME, "en"));
        talk.says("/start");
        jdbc.sql("alter table bot.inbox add constraint refuses check (user_id <> %d) not valid".formatted(PERSON))
                .update();
        system.localTelegram().person(PERSON, NAME, "en").types("23:40");
        await().atMost(PATIENCE).until(() -> LOG.lines.stream().anyMatch(line -> line.contains("event=poll-failed")));
        jdbc.sql("alter table bot.inbox drop constraint refuses").update();
    }

    private interface Work {
        void done() throws Exception;
    }

    private static void without(String table, Work work) throws Exception {
        String name = table.substring(table.indexOf('.') + 1);
        jdbc.sql("alter table " + table + " rename to elsewhere").update();
        try {
            work.done();
        } finally {
            jdbc.sql("alter table " + table.replace(name, "elsewhere") + " rename to " + name)
                    .update();
        }
    }

    private static HttpResponse<String> send(
            String side, String method, String path, @Nullable String json, String token) throws Exception {
        String url = system.addresses().get(side).replace("/swagger-ui.html", path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofString());
    }

    /** What must not be found, by what it is. */
    private static Map<String, Pattern> secrets(String bearer) throws Exception {
        Map<String, Pattern> secrets = new LinkedHashMap<>();
        secrets.put("telegram id", Pattern.compile("731845551[0-9]"));
        secrets.put("name", Pattern.compile(NAME));
        // as an answer has it, not as part of an instant
        secrets.put("answer", Pattern.compile("(?<![0-9:T])(23:40|07:35|22:10)(?!:?[0-9])"));
        secrets.put("choice", Pattern.compile("FROM_30_TO_60|THREE_OR_MORE|TEMPERATURE"));
        secrets.put("what was typed", Pattern.compile("25:71|no command at all"));
        secrets.put("bot token", Pattern.compile("\\b1:[0-9a-f]{32}"));
        secrets.put("bearer token", Pattern.compile("eyJ[A-Za-z0-9_-]{10,}|" + bearer.substring(bearer.length() - 20)));
        secrets.put(
                "key",
                Pattern.compile("BEGIN [A-Z ]*KEY|"
                        + Pattern.quote(Files.readString(data.masterKey()).strip())));
        for (String role : List.of("sleepquiz", "sleepquiz_command", "sleepquiz_query", "sleepquiz_bot", "analyst")) {
            secrets.put("password of " + role, Pattern.compile(Pattern.quote(data.passwordOf(role))));
        }
        return secrets;
    }
}
