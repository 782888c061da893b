package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.localtelegram.ChatMessage;

/**
 * Every command in every language, as a person sees it, and meanwhile what comes unasked; the transcripts are kept in
 * target/transcripts.
 */
class CompanionIT {

    private static final List<String> COMMANDS = List.of(
            "/start",
            "/help",
            "/sleep_settings",
            "/settings",
            "/history",
            "/stats",
            "/export",
            "/privacy",
            "/delete_my_data",
            "/cancel");

    /** Whose buttons are tapped too, each once. */
    private static final List<String> LOOKED_INTO = List.of(
            "/start", "/help", "/sleep_settings", "/history", "/stats", "/export", "/privacy", "/delete_my_data");

    /** What the people's apps say of their languages. */
    private static final List<String> CLIENTS = List.of("en-US", "sv-SE", "es-419");

    private static final int MOST_BUTTONS = 12;
    private static final long PROMPTED = 6001;
    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

    private static DataDirectory data;
    private static StandaloneSystem system;
    private static CompletableFuture<Prompted> prompted;
    private static Map<String, Transcript> transcripts;

    /** Somebody who has chosen when to be asked, and what they are asked then. */
    private record Prompted(Transcript transcript, Instant due, List<ChatMessage> prompt) {}

    @BeforeAll
    static void everybodyTalksToTheBot() throws IOException {
        data = DataDirectory.throwAway();
        system = new StandaloneSystem(data, false);
        system.start(StandaloneSettings.of(withWebhook()));
        prompted = CompletableFuture.supplyAsync(CompanionIT::waitsForThePrompt);
        Map<String, CompletableFuture<Transcript>> talks = CLIENTS.stream()
                .collect(Collectors.toMap(
                        tag -> tag.substring(0, 2), tag -> CompletableFuture.supplyAsync(() -> talk(tag))));
        transcripts = talks.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, talk -> talk.getValue().join()));
    }

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

    @AfterAll
    static void stop() {
        system.close();
        data.close();
    }

    private static Prompted waitsForThePrompt() {
        Transcript transcript = new Transcript(system, PROMPTED, "Ida", "sv");
        transcript.types("/start");
        Instant due =
                Instant.now().plusSeconds(10).truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        String time = DateTimeFormatter.ofPattern("HH:mm").format(due.atZone(STOCKHOLM));
        new Api(system).command("PATCH", PROMPTED + "/settings", "{\"promptTime\":\"" + time + "\"}");
        return new Prompted(transcript, due, transcript.waits(Duration.ofSeconds(120)));
    }

    private static Transcript talk(String tag) {
        long id = 5001 + CLIENTS.indexOf(tag);
        Transcript transcript = new Transcript(system, id, "Bo", tag);
        Language language = Language.of(tag.substring(0, 2));
        COMMANDS.forEach(transcript::types); // with nothing there yet
        quiz(transcript, language);
        Api api = new Api(system);
        LocalDate today = LocalDate.now(STOCKHOLM);
        for (int night = 1; night <= 9; night++) {
            api.record(id, today.minusDays(night).toString(), "22:%02d".formatted(night * 5), "06:45", night);
        }
        transcript.types("/sleep_settings");
        transcript.taps(language.text("button.settings.zone"));
        transcript.taps(language.text("button.settings.location"));
        transcript.sharesLocation(-31.5553, 159.0821);
        COMMANDS.forEach(transcript::types);
        for (String command : LOOKED_INTO) {
            transcript.types(command);
            List<String> labels = List.copyOf(new LinkedHashSet<>(transcript.labels()));
            for (String label : labels.subList(0, Math.min(MOST_BUTTONS, labels.size()))) {
                if (!transcript.labels().contains(label)) {
                    transcript.types(command);
                }
                if (transcript.labels().contains(label)) {
                    transcript.taps(label);
                }
            }
        }
        return transcript;
    }

    /** By places, which are the same in every language. */
    private static void quiz(Transcript transcript, Language language) {
        transcript.types("/sleep_quiz");
        asks("BEDTIME", transcript, language).types("22:15");
        tap("SLEEP_LATENCY", transcript, language, 1); // 15 to 30 minutes
        asks("WAKE_TIME", transcript, language).types("6:45");
        tap("NIGHT_WAKINGS", transcript, language, 1); // once or twice
        tap("TIME_AWAKE", transcript, language, 0); // under 15 minutes
        asks("SLEEP_QUALITY", transcript, language).taps("7");
        tap("PHONE_USAGE", transcript, language, 0); // yes
        tap("PHONE_DURATION", transcript, language, 0); // under 15 minutes
        tap("DISRUPTIONS", transcript, language, 0); // noise
        transcript.taps(language.text("button.done"));
        asks("ALERTNESS", transcript, language).taps("8");
        transcript.taps(language.text("button.submit"));
    }

    private static Transcript asks(String question, Transcript transcript, Language language) {
        transcript.shows(language.text("question." + question));
        return transcript;
    }

    private static void tap(String question, Transcript transcript, Language language, int place) {
        asks(question, transcript, language).taps(transcript.labels().get(place));
    }

    @ParameterizedTest // #4
    @ValueSource(strings = {"en", "sv", "es"})
    void everyTextIsInThePersonsLanguage(String code) throws IOException {
        Transcript transcript = transcripts.get(code);
        transcript.save(code);
        Language language = Language.of(code);
        assertThat(transcript.heard()).hasSizeGreaterThan(COMMANDS.size() * 2);
        assertThat(transcript.heard())
                .allSatisfy(text -> assertThat(language.faultsOf(text)).as(text).isEmpty());
    }

    @ParameterizedTest // #4
    @ValueSource(strings = {"en", "sv", "es"})
    void thePersonSeesPicturesAndGetsTheirDataAsDocuments(String code) {
        String heard = String.join("\n", transcripts.get(code).heard());
        assertThat(heard)
                .contains("[picture, ")
                .containsPattern("\\[document \\S+\\.csv")
                .containsPattern("\\[document \\S+\\.json")
                .contains("Lord Howe");
    }

    @Test // #4 delivers 2, 7
    void aPromptComesAtTheMinuteThatWasChosenAndItsButtonOpensTheQuiz() {
        Prompted person = prompted.join();
        assertThat(person.prompt()).hasSize(1);
        ChatMessage prompt = person.prompt().get(0);
        assertThat(prompt.sentAt()).isBetween(person.due(), person.due().plusSeconds(20));
        assertThat(Language.of("sv").faultsOf(prompt.text())).isEmpty();

        Transcript transcript = person.transcript();
        List<ChatMessage> quiz = transcript.taps(transcript.labels().get(0));
        assertThat(quiz).isNotEmpty();
        assertThat(transcript.heard().get(transcript.heard().size() - 1)).contains("1 av 8");
    }

    @Test // #4
    void whatIsInTheWrongLanguageIsFound() {
        Language swedish = Language.of("sv");
        assertThat(swedish.faultsOf("Did you use a phone or screen in bed?")).isNotEmpty();
        assertThat(swedish.faultsOf("Natten till {0}")).isNotEmpty();
        assertThat(swedish.faultsOf("Du sov 7 h, /sleep_quiz, Europe/Stockholm, English"))
                .isEmpty();
    }
}
