package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.testsupport.TestKafka;
import org.sleepquiz.testsupport.TestPostgres;

class RepublishIT {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test // #5
    void anOperatorFillsATopicFromTheCommandLineAndSeesHowFarItIs(@TempDir Path directory) throws Exception {
        try (Sides sides =
                new Sides(TestPostgres.freshDatabase(), TestKafka.shared().bootstrapServers(), directory)) {
            String users = sides.commandSide(
                    "--sleepquiz.prompts.enabled=false", "--sleepquiz.kafka.topic=events-" + UUID.randomUUID());
            for (int user = 1; user <= 5; user++) {
                assertThat(sides.send("PUT", users + user, "{}").join().statusCode())
                        .isEqualTo(200);
            }
            String copy = "copy-" + UUID.randomUUID();

            assertThat(republish(sides, users, "--to-topic", copy, "--from", "0"))
                    .isZero();
            assertThat(shown.toString(StandardCharsets.UTF_8).lines().toList())
                    .last()
                    .asString()
                    .startsWith("done")
                    .contains(copy, "5 events sent");

            assertThatThrownBy(() -> republish(sides, users, "--to-topic", "no topic"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("400");
            assertThatThrownBy(() -> republish(sides, users, "--to-topic", copy, "--from", "then"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("A position is a number");
            assertThatThrownBy(() -> republish(sides, users, "--topic", copy))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("usage: ./sleepquiz republish");
        }
    }

    private int republish(Sides sides, String users, String... arguments) {
        return Republish.run(
                new ArrayDeque<>(List.of(arguments)),
                Map.of("SLEEPQUIZ_COMMAND_URL", users.replace("/api/v1/users/", "")),
                data -> sides.token(Role.OPERATOR),
                new PrintStream(shown, true, StandardCharsets.UTF_8));
    }
}
