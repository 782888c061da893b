package org.sleepquiz.standalone.backup;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long a back-up takes, and the memory for it. Not part of the build:
 * {@code mvn verify -pl infra/standalone -am -Dit.test=BackupMeasurement -Dfailsafe.failIfNoSpecifiedTests=false}
 */
class BackupMeasurement {

    private static final int PEOPLE = 4_167;
    private static final int EVENTS = 120; // each

    @Test // #5
    void halfAMillionEvents(@TempDir Path directory) throws Exception {
        TestDatabase database = TestPostgres.freshDatabase();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        for (KeptSchema schema : KeptSchema.values()) {
            schema.make(database.dataSource(), MigrationVersion.LATEST);
        }
        jdbc.sql("insert into event_store.master_key (master_key) values ('key')")
                .update();
        jdbc.sql("""
                        insert into event_store.person_key (key_id, person, master_key, wrapped)
                        select md5(person::text)::uuid, person::text, 'key', decode(repeat(md5(person::text), 4), 'hex')
                        from generate_series(1, ?) person
                        """).param(PEOPLE).update();
        // as random as what is encrypted, and as long: 190 bytes and what sealing adds
        jdbc.sql("""
                        insert into event_store.domain_event_entry (event_identifier, aggregate_identifier, sequence_number,
                            type, time_stamp, payload_type, payload_revision, key_id, sealed, meta_data)
                        select gen_random_uuid(), person, number, 'UserSleep', now(), 'QuestionAnswered', '1', key_id,
                               (select decode(string_agg(md5(person || number || part), ''), 'hex')
                                from generate_series(1, 14) part),
                               '{"traceId":"' || gen_random_uuid() || '","by":"person","via":"telegram"}'
                        from event_store.person_key, generate_series(0, ? - 1) number
                        """).param(EVENTS).update();

        Path file = directory.resolve("backup");
        Progress progress = new Progress(System.out);
        measured("backup", file, () -> Backup.write(database.dataSource(), file, progress));
        measured("verify", file, () -> {
            try (BackupFile backup = BackupFile.open(file)) {
                backup.verify(progress);
            }
        });
        TestDatabase empty = TestPostgres.freshDatabase();
        measured("restore", file, () -> {
            try (BackupFile backup = BackupFile.open(file)) {
                Restore.into(empty.dataSource(), backup, List.of("key"), progress);
            }
        });
    }

    private static void measured(String what, Path file, Runnable call) throws IOException {
        System.gc();
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        long before = heap.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        long began = System.nanoTime();
        call.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        long peak =
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        long events = (long) PEOPLE * EVENTS;
        System.out.printf(
                Locale.ROOT,
                "%s: %,d events in %.1f s, %,.0f a second; the file has %,d MB; heap %,d MB before, %,d MB at most%n",
                what,
                events,
                seconds,
                events / seconds,
                Files.size(file) / 1_000_000,
                before / 1_000_000,
                peak / 1_000_000);
    }
}
