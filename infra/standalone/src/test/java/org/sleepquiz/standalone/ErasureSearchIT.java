package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.standalone.EverythingStored.Found;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class ErasureSearchIT {

    private static final long PERSON = 7_318_455_509L;
    private static final long OTHER = 7_318_455_444L;
    private static final String ZONE = "Australia/Lord_Howe";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test // #4 delivers 4
    void afterTheyHaveHadTheirDataErasedNoTableHoldsAnythingOfThemAndTheLogStillReplays(@TempDir Path directory)
            throws Exception {
        Distinctive distinctive = Distinctive.now();
        Path place = directory.resolve("data");
        List<Map<String, Object>> others;
        try (DataDirectory data = DataDirectory.take(place);
                StandaloneSystem system = new StandaloneSystem(data, false)) {
            system.start(StandaloneSettings.throwAway());
            JdbcClient jdbc = jdbc(system);
            EverythingStored stored = new EverythingStored(jdbc);
            live(system, PERSON, "Xanthippe", distinctive);
            live(system, OTHER, "Bo", distinctive.another());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stored.find(distinctive.patterns(), distinctive.texts()))
                            .as("what is searched for is there before")
                            .extracting(Found::what)
                            .contains("telegram id", "zone", "bedtime", "wake time", "prompt time"));

            erase(system);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stored.find(distinctive.patterns(), distinctive.texts()))
                            .allSatisfy(found -> assertThat(found.row()).contains("UserErased")));
            // as if seven days had passed: what the hourly clearing does then
            assertThat(jdbc.sql("""
                                    update event_store.domain_event_entry set payload_type = 'Erased', payload = '{}'
                                    where payload_type = 'UserErased'
                                    """).update()).isEqualTo(1);
            assertThat(publishedOf(PERSON, system))
                    .as("what the topic still tells")
                    .isNotEmpty();
            makeTheTopicForget(system);
            assertThat(publishedOf(PERSON, system)).isEmpty();
            List<Found> found = stored.find(distinctive.patterns(), distinctive.texts());
            System.out.printf(
                    "%d tables of %d rows searched for %s; found: %s%n",
                    stored.tables().size(), stored.rows(), distinctive.texts().keySet(), found);
            assertThat(found).isEmpty();
            assertThat(stored.largeObjects()).isZero();
            others = nights(jdbc);
            assertThat(others).hasSize(8);
            assertThat(new Api(system).query(PERSON + "/entries").statusCode()).isEqualTo(404);

            // the read model forgets everything, and where it was in the log
            jdbc.sql("truncate read_model.users cascade").update();
            jdbc.sql("truncate read_model.history").update();
            jdbc.sql("delete from read_model.token_entry where processor_name <> '__config'")
                    .update();
        }
        try (DataDirectory data = DataDirectory.take(place);
                StandaloneSystem system = new StandaloneSystem(data, false)) {
            system.start(StandaloneSettings.throwAway());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(nights(jdbc(system))).isEqualTo(others));
        }
    }

    /** Lets the topic's retention be over now instead of in seven days. */
    private static void makeTheTopicForget(StandaloneSystem system) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, EventRecords.TOPIC);
        try (Admin kafka = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, system.servers().kafkaBootstrap()))) {
            kafka.incrementalAlterConfigs(Map.of(
                            topic,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, "1"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(offsets(kafka, OffsetSpec.earliest()))
                            .isEqualTo(offsets(kafka, OffsetSpec.latest())));
        }
    }

    private static Map<TopicPartition, Long> offsets(Admin kafka, OffsetSpec which) throws Exception {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        kafka.describeTopics(List.of(EventRecords.TOPIC))
                .allTopicNames()
                .get()
                .get(EventRecords.TOPIC)
                .partitions()
                .forEach(partition -> wanted.put(new TopicPartition(EventRecords.TOPIC, partition.partition()), which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        kafka.listOffsets(wanted).all().get().forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    /** The records of the topic that name the person, wherever. */
    private static List<EventRecords.Seen> publishedOf(long person, StandaloneSystem system) {
        String id = Long.toString(person);
        return EventRecords.all(system.servers().kafkaBootstrap(), Duration.ofSeconds(5), seen -> false).stream()
                .filter(record -> record.toString().contains(id))
                .toList();
    }

    private static JdbcClient jdbc(StandaloneSystem system) {
        StandaloneSystem.Servers servers = system.servers();
        return JdbcClient.create(
                new DriverManagerDataSource(servers.jdbcUrl(), servers.jdbcUser(), servers.jdbcPassword()));
    }

    private static List<Map<String, Object>> nights(JdbcClient jdbc) {
        return jdbc.sql("select entry_id, user_id, night_date, bedtime, sleep_quality, total_sleep_minutes"
                        + " from read_model.sleep_entries order by night_date")
                .query()
                .listOfRows();
    }

    private static void live(StandaloneSystem system, long id, String name, Distinctive distinctive) {
        Transcript transcript = new Transcript(system, id, name, "en");
        transcript.types("/start");
        Api api = new Api(system);
        api.command("PATCH", id + "/settings", """
                {"timeZone":"%s","promptTime":"%s","sleepNeedMinutes":437,"weeklyReport":"SUNDAY"}
                """.formatted(distinctive.zone(), distinctive.prompt()));
        LocalDate today = LocalDate.now(ZoneId.of(distinctive.zone()));
        for (int night = 2; night <= 9; night++) {
            api.record(id, today.minusDays(night).toString(), distinctive.bedtime(), distinctive.wakeTime(), night);
        }
        transcript.types("/sleep_quiz"); // a quiz that is left in the middle
        transcript.types(distinctive.bedtime());
        transcript.types("/history");
        transcript.types("/stats");
        transcript.types("/export");
    }

    private static void erase(StandaloneSystem system) {
        Transcript transcript = new Transcript(system, PERSON, "Xanthippe", "en");
        transcript.types("/delete_my_data");
        transcript.taps(Language.of("en").text("button.data-erase"));
    }

    /** What nobody else has. Clock times are hours away from now, so that no timestamp looks like them. */
    private record Distinctive(long id, String zone, String bedtime, String wakeTime, String prompt) {

        static Distinctive now() {
            LocalTime now = LocalTime.now(ZoneOffset.UTC);
            return new Distinctive(PERSON, ZONE, clock(now, 4, 17), clock(now, 13, 43), clock(now, 8, 41));
        }

        private static String clock(LocalTime now, int hours, int minute) {
            return DateTimeFormatter.ofPattern("HH:mm")
                    .format(now.plusHours(hours).withMinute(minute));
        }

        Distinctive another() {
            return new Distinctive(OTHER, "Europe/Stockholm", "22:00", "06:45", "07:00");
        }

        Map<String, String> texts() {
            Map<String, String> texts = new LinkedHashMap<>();
            texts.put("telegram id", Long.toString(id));
            texts.put("name", "Xanthippe");
            texts.put("zone", "Lord_Howe");
            texts.put("bedtime", bedtime);
            texts.put("wake time", wakeTime);
            texts.put("prompt time", prompt);
            return texts;
        }

        Map<String, Pattern> patterns() {
            Map<String, Pattern> patterns = new LinkedHashMap<>();
            // no figure of a clock time within a longer one: 12:34:56 is not 34:56
            texts().forEach((what, text) ->
                    patterns.put(what, Pattern.compile("(?<![0-9:])" + Pattern.quote(text) + "(?![0-9])")));
            return patterns;
        }
    }
}
