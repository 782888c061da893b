package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class RestartIT {

    @Test // #2 regressions 3, 4: a restart mid-quiz loses nothing, and old buttons go on working
    void aQuizGoesOnWhereItWasAfterEverythingWasStoppedInTheMiddle(@TempDir Path directory) {
        Path place = directory.resolve("data");
        try (DataDirectory data = DataDirectory.take(place);
                StandaloneSystem system = new StandaloneSystem(data, true)) {
            system.start(StandaloneSettings.throwAway());
            Talk talk = new Talk(system.localTelegram().person(3001, "Gun", "en"));
            talk.says("/sleep_quiz");
            talk.says("22:15");
            talk.says("15–30 min");
            talk.says("6:45 am");
            talk.says("No");
        }
        try (DataDirectory data = DataDirectory.take(place);
                StandaloneSystem system = new StandaloneSystem(data, true)) {
            system.start(StandaloneSettings.throwAway());
            Talk talk = new Talk(system.localTelegram().person(3001, "Gun", "en"));
            talk.says("7");
            talk.says("No");
            talk.says("Nothing");
            talk.says("8");
            talk.says("Submit");
            assertThat(talk.shown()).contains("is saved", "In bed: 22:15", "8 h 30");

            StandaloneSystem.Servers servers = system.servers();
            JdbcClient jdbc = JdbcClient.create(
                    new DriverManagerDataSource(servers.jdbcUrl(), servers.jdbcUser(), servers.jdbcPassword()));
            assertThat(jdbc.sql("show fsync").query(String.class).single()).isEqualTo("on");
            assertThat(jdbc.sql("show synchronous_commit").query(String.class).single())
                    .isEqualTo("on");
        }
    }
}
