package org.sleepquiz.bot;

import org.flywaydb.core.Flyway;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;

/** A database as the gateway makes it, without the gateway. */
public final class BotDatabase {

    private BotDatabase() {}

    public static TestDatabase fresh() {
        TestDatabase database = TestPostgres.freshDatabase();
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("bot")
                .locations("classpath:db/bot")
                .load()
                .migrate();
        return database;
    }
}
