package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sleepquiz.localtelegram.ChatMessage;

class PromptIT {

    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

    /** Telegram delivers by itself here; all other tests of whole systems poll. */
    private static Map<String, String> withWebhook() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Map.of(
                    "TELEGRAM_MODE", "webhook",
                    "SLEEPQUIZ_BOT_PORT", Integer.toString(free.getLocalPort()),
                    "SLEEPQUIZ_CHAT_PORT", "0",
                    "SLEEPQUIZ_COMMAND_PORT", "0",
                    "SLEEPQUIZ_QUERY_PORT", "0",
                    "SLEEPQUIZ_POSTGRES_PORT", "0",
                    "SLEEPQUIZ_KAFKA_PORT", "0");
        }
    }

    @Test // #4 delivers 2, 7
    void aPromptComesAtTheMinuteThatWasChosenAndItsButtonOpensTheQuiz() throws IOException {
        try (DataDirectory data = DataDirectory.throwAway();
                StandaloneSystem system = new StandaloneSystem(data, false)) {
            system.start(StandaloneSettings.of(withWebhook()));
            Transcript transcript = new Transcript(system.localTelegram().person(6001, "Ida", "sv"));
            transcript.types("/start");
            Instant due = Instant.now()
                    .plusSeconds(10)
                    .truncatedTo(ChronoUnit.MINUTES)
                    .plus(1, ChronoUnit.MINUTES);
            String time = DateTimeFormatter.ofPattern("HH:mm").format(due.atZone(STOCKHOLM));
            new Api(system).command("PATCH", "6001/settings", "{\"promptTime\":\"" + time + "\"}");

            List<ChatMessage> prompt = transcript.waits(Duration.ofSeconds(120));
            assertThat(prompt).hasSize(1);
            assertThat(prompt.get(0).sentAt()).isBetween(due, due.plusSeconds(20));
            assertThat(Language.of("sv").faultsOf(prompt.get(0).text())).isEmpty();

            List<ChatMessage> quiz = transcript.taps(transcript.labels().get(0));
            assertThat(quiz).isNotEmpty();
            assertThat(transcript.heard().get(transcript.heard().size() - 1)).contains("1 av 8");
        }
    }
}
