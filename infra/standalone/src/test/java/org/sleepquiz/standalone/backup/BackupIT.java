package org.sleepquiz.standalone.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.messages.Json;
import org.sleepquiz.standalone.backup.Manifest.Part;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is in a back-up, and when one is refused. */
class BackupIT {

    private static final Progress QUIET = new Progress(new PrintStream(OutputStream.nullOutputStream()));
    private static final String LOG = "event_store.domain_event_entry";
    private static final String KEY = "0123456789abcdef";

    @TempDir
    private Path directory;

    private Path file;
    private TestDatabase database;
    private JdbcClient jdbc;

    @BeforeEach
    void aDatabaseWithALog() throws SQLException {
        file = directory.resolve("backup");
        database = TestPostgres.freshDatabase();
        jdbc = JdbcClient.create(database.dataSource());
        for (KeptSchema schema : KeptSchema.values()) {
            make(schema, MigrationVersion.LATEST);
        }
        jdbc.sql("insert into event_store.master_key (master_key) values (?)")
                .param(KEY)
                .update();
        people(1, 50);
    }

    private void make(KeptSchema schema, MigrationVersion version) {
        try {
            schema.make(database.dataSource(), version);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Each with a key and three events, all in one transaction, as one append would. */
    private void people(int first, int last) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            append(connection, first, last);
        }
    }

    private static void append(Connection connection, int first, int last) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                with key as (
                    insert into event_store.person_key (key_id, person, master_key, wrapped)
                    select md5(person::text)::uuid, person::text, '0123456789abcdef', '\\x00'
                    from generate_series(?, ?) person
                    returning person, key_id
                )
                insert into event_store.domain_event_entry (event_identifier, aggregate_identifier, sequence_number, type,
                    time_stamp, payload_type, payload_revision, key_id, sealed, meta_data)
                select gen_random_uuid(), person, number, 'UserSleep', now(), 'Something', '1', key_id,
                       decode(md5(person) || '0a0d5c09', 'hex'), '{"note": "a\\ttab, a \\\\ and a line\\nmore"}'
                from key, generate_series(0, 2) number
                """)) {
            statement.setInt(1, first);
            statement.setInt(2, last);
            statement.executeUpdate();
        }
    }

    private Manifest backUp() {
        return Backup.write(database.dataSource(), file, QUIET);
    }

    private TestDatabase restored() {
        TestDatabase empty = TestPostgres.freshDatabase();
        restoreInto(empty);
        return empty;
    }

    private void restoreInto(TestDatabase target) {
        try (BackupFile backup = BackupFile.open(file)) {
            Restore.into(target.dataSource(), backup, List.of(KEY), QUIET);
        }
    }

    @Test // #5
    void everyRowOfEveryTableComesBackAsItWas() {
        jdbc.sql("insert into bot.admitted (user_id, admitted_at) values (7, now())")
                .update();
        Manifest manifest = backUp();
        assertThat(manifest.events()).isEqualTo(150);
        TestDatabase restored = restored();
        for (Part part : manifest.parts()) {
            assertThat(rows(restored, part.table())).as(part.table()).isEqualTo(rows(database, part.table()));
        }
        assertThat(manifest.parts())
                .extracting(Part::table)
                .contains("bot.inbox", "bot.outgoing", "schedule.person", "event_store.token_entry");
    }

    private static List<String> rows(TestDatabase database, String table) {
        return JdbcClient.create(database.dataSource())
                .sql("select each::text from (select * from " + table + ") each order by 1")
                .query(String.class)
                .list();
    }

    @Test // #5
    void whatAnOperatorHasDiscardedComesBackAndOtherLettersDoNot() throws IOException {
        letter("FAILED");
        assertThat(backUp().schemas()).doesNotContainKey("read_model");
        Files.delete(file);
        letter("DISCARDED");
        Manifest manifest = backUp();
        assertThat(manifest.parts()).extracting(Part::table).contains("read_model.dead_letter");
        TestDatabase restored = restored();
        assertThat(rows(restored, "read_model.dead_letter"))
                .isEqualTo(rows(database, "read_model.dead_letter where status = 'DISCARDED'"))
                .singleElement()
                .asString()
                .contains("operator:maria", "of no use");
        assertThat(rows(restored, "read_model.token_entry")).hasSize(1);
    }

    private void letter(String status) {
        jdbc.sql("""
                        insert into read_model.dead_letter (event_id, person, position, sequence, type, status, queued_at, attempts,
                            cause, next_try_at, discarded_at, discarded_by, discard_reason)
                        select gen_random_uuid(), case when discarded then null else '7' end, 3, 2, 'Something', status, now(), 1,
                               'AnException', case when discarded then null else now() end, case when discarded then now() end,
                               case when discarded then 'operator:maria' end, case when discarded then 'of no use' end
                        from (values (?, ? = 'DISCARDED')) letter (status, discarded)
                        """).params(status, status).update();
    }

    @Test // #5
    void whatIsAppendedMeanwhileIsInItWholeOrNotAtAll() throws Exception {
        people(1_000, 20_000);
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Integer> appending = CompletableFuture.supplyAsync(() -> {
            try (Connection connection = database.dataSource().getConnection()) {
                int person = 100_000;
                while (!enough.get()) {
                    append(connection, person, person);
                    person++;
                    begun.countDown();
                }
                return person - 100_000;
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        });
        begun.await();
        backUp();
        enough.set(true);
        assertThat(appending.join()).isGreaterThan(1);

        JdbcClient there = JdbcClient.create(restored().dataSource());
        assertThat(there.sql("""
                                select coalesce(person, aggregate_identifier)
                                from event_store.person_key
                                full join (select aggregate_identifier, count(*) as events
                                           from event_store.domain_event_entry group by 1) stream
                                    on aggregate_identifier = person
                                where events is distinct from 3 or person is null
                                """).query(String.class).list())
                .as("people of whom a part is missing")
                .isEmpty();
        assertThat(there.sql("select count(*) from event_store.person_key")
                        .query(Long.class)
                        .single())
                .isGreaterThanOrEqualTo(19_051);
    }

    @Test // #5
    void theLogGoesOnBehindEveryPositionThatWasEverGivenAway() throws SQLException {
        jdbc.sql("select setval('event_store.domain_event_entry_global_index_seq', 1000)")
                .query(Long.class)
                .single();
        backUp();
        TestDatabase restored = restored();
        try (Connection connection = restored.dataSource().getConnection()) {
            append(connection, 100, 100);
        }
        assertThat(JdbcClient.create(restored.dataSource())
                        .sql("select min(global_index) from " + LOG + " where aggregate_identifier = '100'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1001);
    }

    @Test // #5
    void aBackupOfAnOlderVersionIsRestoredAndThenBroughtUpToDate() {
        database = TestPostgres.freshDatabase();
        jdbc = JdbcClient.create(database.dataSource());
        make(KeptSchema.EVENT_STORE, MigrationVersion.fromVersion("1"));
        jdbc.sql("""
                        insert into event_store.domain_event_entry (event_identifier, aggregate_identifier, sequence_number, type,
                            time_stamp, payload_type, payload_revision, payload, meta_data)
                        values ('e', '1', 0, 'UserSleep', now(), 'Something', '1', '{"old": true}', '{}')
                        """).update();
        assertThat(backUp().schemas()).isEqualTo(Map.of("event_store", "1"));
        JdbcClient there = JdbcClient.create(restored().dataSource());
        assertThat(there.sql("select payload from " + LOG + " where key_id is null")
                        .query(String.class)
                        .single())
                .isEqualTo("{\"old\": true}");
    }

    @Test // #5
    void aBackupOfANewerVersionIsRefused() throws IOException {
        backUp();
        rewrite(Map.of(
                "manifest.json", json -> json.replaceFirst("\"event_store\":\"\\d+\"", "\"event_store\":\"99\"")));
        assertRefused("The back-up is of a newer version of this program: its event_store is at 99");
    }

    @Test // #5
    void aRowThatWasChangedIsNoticedBeforeAnythingIsWritten() throws IOException {
        backUp();
        rewrite(Map.of(LOG + ".copy", text -> text.replaceFirst("Something", "Somethink")));
        try (BackupFile backup = BackupFile.open(file)) {
            assertThatThrownBy(() -> backup.verify(QUIET))
                    .isInstanceOf(BackupFailure.class)
                    .hasMessageContaining("damaged: " + LOG);
        }
        assertRefused("The back-up is damaged: " + LOG);
    }

    @Test // #5
    void aChangedManifestIsNoticed() throws IOException {
        backUp();
        rewrite(Map.of("manifest.json", json -> json.replace("\"rows\":150", "\"rows\":151")), false);
        assertThatThrownBy(() -> BackupFile.open(file)).hasMessageContaining("damaged: its manifest");
    }

    @Test // #5
    void halfAFileIsNoBackup() throws IOException {
        backUp();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> BackupFile.open(file)).hasMessageContaining("is no whole back-up");
        assertThatThrownBy(() -> BackupFile.open(directory.resolve("none"))).hasMessageContaining("cannot be read");
    }

    @Test // #5
    void whatFailsInTheMiddleLeavesNothingBehindAndCanBeTriedAgain() throws IOException {
        backUp();
        Path whole = Files.copy(file, directory.resolve("whole"));
        // every hash is right, and the database does not take it
        rewrite(Map.of("bot.admitted.copy", text -> "one\tnever\n"));
        TestDatabase empty = TestPostgres.freshDatabase();
        assertThatThrownBy(() -> restoreInto(empty)).hasMessageContaining("The database cannot be written");
        assertThat(schemas(empty)).isEmpty();
        file = whole;
        restoreInto(empty);
        assertThat(schemas(empty)).contains("event_store", "bot", "schedule");
    }

    @Test // #5
    void aDatabaseThatSomebodyHasUsedIsNotTouched() {
        backUp();
        assertThatThrownBy(() -> restoreInto(database)).hasMessageContaining("The database is not empty");
        assertThat(rows(database, LOG)).hasSize(150);
    }

    @Test // #5
    void aDatabaseToWhichSomebodyIsConnectedIsNotTouched() throws SQLException {
        backUp();
        TestDatabase empty = TestPostgres.freshDatabase();
        try (Connection other = empty.dataSource().getConnection()) {
            assertThat(other.isValid(1)).isTrue();
            assertThatThrownBy(() -> restoreInto(empty)).hasMessageContaining("Somebody else is connected");
        }
    }

    @Test // #5
    void withoutTheRightMasterKeyNothingIsRestored() {
        assertThat(backUp().masterKeys()).containsExactly(KEY);
        TestDatabase empty = TestPostgres.freshDatabase();
        try (BackupFile backup = BackupFile.open(file)) {
            assertThatThrownBy(() -> Restore.into(empty.dataSource(), backup, List.of("another"), QUIET))
                    .hasMessage("The back-up is sealed with the master key " + KEY + ", and the one here is another");
        }
        assertThat(schemas(empty)).isEmpty();
    }

    @Test // #5
    void onlyItsOwnerMayReadItAndItHasItsNameOnlyWhenItIsWhole() throws IOException {
        backUp();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(this::backUp).hasMessageContaining("is there already");
        TestDatabase nothing = TestPostgres.freshDatabase();
        Path other = directory.resolve("other");
        assertThatThrownBy(() -> Backup.write(nothing.dataSource(), other, QUIET))
                .hasMessageContaining("There is no event store");
        assertThat(directory).isDirectoryContaining(path -> path.equals(file));
        assertThat(Files.list(directory)).containsExactly(file);
    }

    private void assertRefused(String line) {
        TestDatabase empty = TestPostgres.freshDatabase();
        assertThatThrownBy(() -> restoreInto(empty))
                .isInstanceOf(BackupFailure.class)
                .hasMessageContaining(line);
        assertThat(schemas(empty)).isEmpty();
    }

    private static List<String> schemas(TestDatabase database) {
        return JdbcClient.create(database.dataSource())
                .sql("select nspname from pg_namespace where nspname = any (array['event_store', 'bot', 'schedule'])")
                .query(String.class)
                .list();
    }

    private void rewrite(Map<String, UnaryOperator<String>> changes) throws IOException {
        rewrite(changes, true);
    }

    /** Changes parts of the file; where the change is not to a manifest alone the manifest tells what was there. */
    private void rewrite(Map<String, UnaryOperator<String>> changes, boolean withHash) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                entries.put(
                        entry.getName(),
                        changes.getOrDefault(entry.getName(), UnaryOperator.identity())
                                .apply(text));
            }
        }
        String admitted = entries.get("bot.admitted.copy");
        if (!admitted.isEmpty()) {
            entries.compute("manifest.json", (name, json) -> describing(json, admitted));
        }
        if (withHash) {
            entries.put("manifest.sha256", hash(entries.get("manifest.json")));
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }

    private static String describing(String json, String admitted) {
        Manifest manifest = Json.MAPPER.readValue(json, Manifest.class);
        List<Part> parts = manifest.parts().stream()
                .map(part -> part.table().equals("bot.admitted")
                        ? new Part(part.table(), part.columns(), 1, admitted.length(), hash(admitted), part.next())
                        : part)
                .toList();
        return Json.MAPPER.writeValueAsString(new Manifest(
                manifest.format(),
                manifest.takenAt(),
                manifest.postgres(),
                manifest.schemas(),
                manifest.masterKeys(),
                manifest.masterKeyInside(),
                parts));
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(Measure.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
