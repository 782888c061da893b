package org.sleepquiz.legacyimport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Run by hand: {@code mvn verify -pl infra/legacy-import -am -Dit.test=TenThousandPeopleBenchmark} and so on. */
class TenThousandPeopleBenchmark {

    private static final int PEOPLE = Integer.getInteger("people", 10_000);
    private static final int NIGHTS = Integer.getInteger("nights", 30);

    @Test // #4 the closing note's figures
    void importsAnOldDatabaseTwice(@TempDir Path directory) throws Exception {
        TestDatabase old = TestPostgres.freshDatabase();
        OldDatabase predecessor = OldDatabase.in(old);
        predecessor.fill(PEOPLE, NIGHTS);
        predecessor.addOddRows();
        TestDatabase database = TestPostgres.freshDatabase();
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        try (NewSystem system = NewSystem.commandSideOn(database, directory)) {
            ImportSettings settings = new ImportSettings(
                    old.jdbcUrl(),
                    old.user(),
                    old.password(),
                    ZoneId.of("Europe/Stockholm"),
                    URI.create(system.commandUrl()),
                    system.token(),
                    directory.resolve("refused.csv"));
            long[] events = new long[2];
            for (int run = 0; run < 2; run++) {
                Report report = LegacyImport.run(settings, CommandSide.Patience.USUAL, System.out, System.err, false);
                assertThat(report.nights()).isEqualTo((long) PEOPLE * NIGHTS + 4);
                events[run] = jdbc.sql("select count(*) from event_store.domain_event_entry")
                        .query(Long.class)
                        .single();
                System.out.printf("events after import %d: %,d%n", run + 1, events[run]);
            }
            assertThat(events[1]).isEqualTo(events[0]);
        }
    }
}
