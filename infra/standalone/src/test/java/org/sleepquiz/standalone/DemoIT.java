package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemoIT {

    @Test // #2
    void thePersonAnswersTheQuizAndItIsSeenInPostgresAndKafka() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        boolean right = Demo.run(new PrintStream(printed, true, StandardCharsets.UTF_8));
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(right).as(text).isTrue();
        assertThat(text)
                .contains(
                        "Ada taps: Submit",
                        "read_model.users",
                        "read_model.sleep_entries",
                        "sleepquiz.QuizCompleted.v1")
                .doesNotContain("WRONG");
    }
}
