package org.sleepquiz.standalone;

import java.io.PrintStream;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A throw-away system in which a scripted person answers the quiz, and everything that came of it is shown and checked. */
final class Demo {

    private static final long PERSON = 1001;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What the person does, and what the bot says when it has understood. */
    private static final List<Step> SCRIPT = List.of(
            new Step("/sleep_quiz", "When did you get into bed"),
            new Step("22", "Which quarter"),
            new Step("22:15", "How long did it take you to fall asleep"),
            new Step("15–30 min", "When did you wake up"),
            new Step("6:45 am", "Did you wake up during the night"),
            new Step("1–2 times", "How long were you awake"),
            new Step("under 15 min", "How well did you sleep"),
            new Step("7", "Did you use a phone"),
            new Step("Yes", "For how long"),
            new Step("30–60 min", "What disturbed your sleep"),
            new Step("Noise", "What disturbed your sleep"),
            new Step("Pain", "What disturbed your sleep"),
            new Step("Done", "How alert are you now"),
            new Step("8", "Please check your answers"),
            new Step("Submit", "is saved"));

    private record Step(String says, String answered) {}

    private final StandaloneSystem system;
    private final PrintStream out;
    private boolean right = true;

    private Demo(StandaloneSystem system, PrintStream out) {
        this.system = system;
        this.out = out;
    }

    /** Whether everything was as it should be. */
    static boolean run(PrintStream out) {
        try (DataDirectory data = DataDirectory.throwAway();
                StandaloneSystem system = new StandaloneSystem(data, true)) {
            system.stopOnExit(() -> {});
            out.println("Starting PostgreSQL, Kafka, the three sides and a Telegram of our own ...");
            system.start(StandaloneSettings.throwAway());
            Demo demo = new Demo(system, out);
            demo.converse();
            demo.showRows();
            demo.showRecords();
            out.println(demo.right ? "\nAll of it is right." : "\nSomething is wrong, see above.");
            return demo.right;
        }
    }

    private void converse() {
        heading("The conversation");
        Conversation conversation = new Conversation(system.localTelegram().person(PERSON, "Ada", "en"), PATIENCE);
        for (Step step : SCRIPT) {
            out.printf("%n  Ada %s: %s%n", conversation.has(step.says()) ? "taps" : "types", step.says());
            check("the bot says \"" + step.answered() + "\"", conversation.says(step.says(), step.answered()));
            out.println(conversation.shown().indent(4).stripTrailing());
        }
    }

    private void showRows() {
        StandaloneSystem.Servers servers = system.servers();
        JdbcClient jdbc = JdbcClient.create(
                new DriverManagerDataSource(servers.jdbcUrl(), servers.jdbcUser(), servers.jdbcPassword()));
        heading("read_model.users");
        check("one user", Conversation.waitFor(PATIENCE, () -> count(jdbc, "users") == 1));
        print(jdbc, "select * from read_model.users");
        heading("read_model.sleep_entries");
        check("one entry", Conversation.waitFor(PATIENCE, () -> count(jdbc, "sleep_entries") == 1));
        print(jdbc, "select * from read_model.sleep_entries");
        print(jdbc, "select disruption from read_model.sleep_entry_disruptions order by disruption");
        List<Map<String, Object>> entries =
                jdbc.sql("select * from read_model.sleep_entries").query().listOfRows();
        check("the row says what Ada said", entries.size() == 1 && saysWhatAdaSaid(entries.get(0)));
    }

    private static boolean saysWhatAdaSaid(Map<String, Object> entry) {
        return entry.get("user_id").equals(Long.toString(PERSON))
                && entry.get("bedtime").toString().equals("22:15:00")
                && entry.get("wake_time").toString().equals("06:45:00")
                && entry.get("sleep_latency").equals("FROM_15_TO_30")
                && entry.get("time_in_bed_minutes").equals(510)
                && entry.get("total_sleep_minutes").equals(510 - 22 - 7)
                && entry.get("alertness").equals(8);
    }

    private static long count(JdbcClient jdbc, String table) {
        return jdbc.sql("select count(*) from read_model." + table)
                .query(Long.class)
                .single();
    }

    private void print(JdbcClient jdbc, String query) {
        for (Map<String, Object> row : jdbc.sql(query).query().listOfRows()) {
            row.forEach((column, value) -> out.printf("  %-28s %s%n", column, shown(value)));
        }
    }

    private static String shown(@Nullable Object value) {
        return value instanceof Timestamp instant ? instant.toInstant().toString() : Objects.toString(value);
    }

    private void showRecords() {
        heading("Kafka, topic sleepquiz.events, as an independent consumer sees it");
        List<EventRecords.Seen> records = EventRecords.all(
                system.servers().kafkaBootstrap(),
                PATIENCE,
                seen -> seen.stream().anyMatch(record -> record.type().equals("sleepquiz.QuizCompleted.v1")));
        for (EventRecords.Seen record : records) {
            out.printf(
                    "  key=%s ce_sequence=%-3s ce_type=%-34s ce_id=%s%n    %s%n",
                    record.key(), record.sequence(), record.type(), record.id(), record.value());
        }
        List<String> expected =
                IntStream.range(0, records.size()).mapToObj(Integer::toString).toList();
        check(
                "every event of Ada's stream, in order",
                !records.isEmpty()
                        && records.stream()
                                .map(EventRecords.Seen::sequence)
                                .toList()
                                .equals(expected)
                        && records.stream().allMatch(record -> record.key().equals(Long.toString(PERSON)))
                        && records.get(0).type().equals("sleepquiz.UserRegistered.v1")
                        && records.get(records.size() - 1).type().equals("sleepquiz.QuizCompleted.v1"));
    }

    private void heading(String text) {
        out.printf("%n== %s%n", text);
    }

    private void check(String what, boolean isSo) {
        if (!isSo) {
            out.println("  WRONG: not so: " + what);
            right = false;
        }
    }
}
