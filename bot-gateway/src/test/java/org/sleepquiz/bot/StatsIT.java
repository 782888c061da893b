package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;
import static org.sleepquiz.bot.Chat.soon;

import java.time.LocalDate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sleepquiz.messages.Language;

/** What nights come to, in words and as a picture. */
@TestInstance(PER_CLASS)
class StatsIT extends AmongNeighbours {

    private static final String AVERAGES = """
            {"timeInBedMinutes":%d,"totalSleepMinutes":%d,"totalSleepMinutesLow":420,"totalSleepMinutesHigh":450,
             "sleepEfficiency":%s,"sleepLatencyMinutes":22,"sleepQuality":%s,"alertness":6.5,"bedtime":"%s","wakeTime":"07:00"}""";

    @AutoClose
    private final RunningGateway gateway = gateway();

    private void nightsComeTo(int entries, boolean enough, String averages) {
        nightsComeTo(entries, enough, averages, 0, null);
    }

    /** @param entriesBefore in the window before, whose averages those are */
    private void nightsComeTo(int entries, boolean enough, String averages, int entriesBefore, String before) {
        LocalDate today = LocalDate.now(Nights.ZONE);
        sides.summaryIs("""
                {"from":"%s","to":"%s","entries":%d,"enough":%s,"averages":%s,
                 "previous":{"from":"2026-01-01","to":"2026-01-07","entries":%d,"averages":%s}}
                """.formatted(today.minusDays(6), today, entries, enough, averages, entriesBefore, before));
    }

    @Test // #4
    void averagesAreToldWithWhatHasChangedAndAroundMidnightTheShortWay() {
        Chat chat = chat("en");
        nightsComeTo(
                6,
                true,
                AVERAGES.formatted(480, 435, "90.6", "7.4", "00:10"),
                5,
                AVERAGES.formatted(500, 400, "90.5", "7.9", "23:50"));
        chat.types("/stats");
        chat.sees(
                "Your last 7 nights",
                "6 entries for 7 nights",
                "In bed: 00:10 (+20 min)",
                "Awake: 07:00 (±0)",
                "Time in bed: 8 h (−20 min)",
                "Sleep: about 7 h 15 (between 7 h and 7 h 30) (+35 min)",
                "Sleep efficiency: 91 % (±0)",
                "Sleep quality: 7.4 of 10 (−0.5)",
                "compared with the 7 nights before");
        assertThat(chat.labelsOfLast()).containsExactly("✓ 7 nights", "30 nights", "90 nights", "🖼 As a picture");
        chat.taps("30 nights").sees("Your last 30 nights");
        chat.taps("90 nights").sees("Your last 90 nights");
        assertThat(chat.labelsOfLast()).as("too many to draw").doesNotContain("🖼 As a picture");
        assertThat(chat.ofBot()).hasSize(1);
    }

    @ParameterizedTest // #4
    @CsvSource({
        "en, Not enough nights yet, 1 entry for 7 nights",
        "sv, Det är för få nätter än, 1 anteckning på 7 nätter",
        "es, Todavía hay pocas noches, 1 noche anotada de 7"
    })
    void tooFewNightsAreCalledTooFew(String language, String notEnough, String entries) {
        Chat chat = chat(language);
        nightsComeTo(1, false, AVERAGES.formatted(480, 435, "90.6", "7.4", "22:10"));
        chat.types("/stats").sees(notEnough, entries);
        assertThat(chat.last().text()).doesNotContain("22:10");
    }

    @Test // #4
    void withTooFewNightsBeforeNothingIsCompared() {
        Chat chat = chat("en");
        nightsComeTo(
                5,
                true,
                AVERAGES.formatted(480, 435, "90.6", "7.4", "22:10"),
                3,
                AVERAGES.formatted(400, 395, "90.6", "7.4", "23:10"));
        chat.types("/stats").sees("In bed: 22:10", "too few entries in the 7 nights before");
        assertThat(chat.last().text()).doesNotContain("(+", "(−", "(±");
    }

    @Test // #4
    void thePictureComesBesideTheFiguresAndSaysInWordsWhatItShows() {
        Chat chat = chat("es");
        LocalDate today = LocalDate.now(Nights.ZONE);
        sides.has(chat.user(), Nights.entry(today.minusDays(1), Nights.answers("23:30", "07:15", 9)));
        sides.has(chat.user(), Nights.entry(today, Nights.answers("00:30", "06:00", 2)));
        sides.speaks(chat.user(), Language.ES);
        nightsComeTo(2, false, AVERAGES.formatted(480, 435, "90.6", "7.4", "22:10"));
        chat.types("/stats").taps("🖼 En una imagen");
        chat.sees("Tus últimas 7 noches, desde que te acostaste", "😊", "23:30–07:15, calidad 9", "😞", "00:30–06:00");
        assertThat(chat.ofBot()).hasSize(2);
        assertThat(chat.ofBot().get(0).text()).contains("Tus últimas 7 noches");
        soon(() -> assertThat(calls("sendPhoto", chat.person())).singleElement().satisfies(call -> {
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.parameters().path("parse_mode").asString()).isEqualTo("HTML");
        }));
        soon(() -> assertThat(chat.person().unansweredTaps()).isZero());
    }

    @Test // #4
    void somebodyWithoutNightsIsToldSoAndOfferedTheQuiz() {
        Chat chat = chat("sv");
        chat.types("/start").sees("Hej!");
        sides.summaryIs("""
                {"from":"2026-11-01","to":"2026-11-07","entries":0,"enough":false}""");
        chat.types("/stats").sees("Ingen anteckning än");
        assertThat(chat.labelsOfLast()).contains("Börja").doesNotContain("🖼 Som bild");
    }

    @Test // #4
    void whileNothingCanBeLookedUpThatIsSaidAndTheFiguresStayWhereTheyAre() {
        Chat chat = chat("en");
        sides.has(chat.user(), Nights.entry(LocalDate.now(Nights.ZONE), Nights.answers("23:30", "07:15", 9)));
        nightsComeTo(5, true, AVERAGES.formatted(480, 435, "90.6", "7.4", "22:10"));
        chat.types("/stats").sees("In bed: 22:10");
        sides.isBlind(true);
        chat.taps("🖼 As a picture").sees("I cannot look that up at the moment");
        assertThat(chat.ofBot()).hasSize(2);
        assertThat(chat.ofBot().get(0).text()).contains("In bed: 22:10");
        sides.isBlind(false);
        chat.taps("Try again").sees("from going to bed to waking up");
    }
}
