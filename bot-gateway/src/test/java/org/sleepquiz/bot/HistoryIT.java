package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;
import static org.sleepquiz.bot.Chat.soon;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sleepquiz.messages.QuizStatus;
import org.sleepquiz.messages.SleepEntry;

/** Leafing through nights; correcting, deleting and adding them. */
@TestInstance(PER_CLASS)
class HistoryIT extends AmongNeighbours {

    @AutoClose
    private final RunningGateway gateway = gateway();

    private static LocalDate today() {
        return LocalDate.now(Nights.ZONE);
    }

    private static String label(LocalDate night) {
        return DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH).format(night);
    }

    /** Somebody with so many nights, the newest of them today's. */
    private Chat chatWithNights(int nights) {
        Chat chat = chat("en");
        for (int i = 0; i < nights; i++) {
            sides.has(chat.user(), Nights.entry(today().minusDays(i), Nights.answers("22:30", "06:45", 1 + i % 10)));
        }
        return chat;
    }

    @Test // #4
    void nightsAreLeafedThroughFiveAPageThereAndBack() {
        Chat chat = chatWithNights(12);
        chat.types("/history");
        chat.sees("Your nights", label(today()), "22:30–06:45", "7 h 53 asleep");
        assertThat(chat.labelsOfLast())
                .containsExactly(
                        label(today()),
                        label(today().minusDays(1)),
                        label(today().minusDays(2)),
                        label(today().minusDays(3)),
                        label(today().minusDays(4)),
                        "Older ›",
                        "＋ Add a missed night");
        chat.taps("Older ›").sees(label(today().minusDays(5)));
        soon(() -> assertThat(chat.labelsOfLast()).contains("‹ Newer", "Older ›"));
        chat.taps("Older ›").sees(label(today().minusDays(11)));
        assertThat(chat.labelsOfLast())
                .containsExactly(
                        label(today().minusDays(10)), label(today().minusDays(11)), "‹ Newer", "＋ Add a missed night");
        chat.taps("‹ Newer").sees(label(today().minusDays(5)), label(today().minusDays(9)));
        chat.taps("‹ Newer").sees(label(today()), label(today().minusDays(4)));
        soon(() -> assertThat(chat.labelsOfLast()).doesNotContain("‹ Newer"));
        assertThat(chat.ofBot()).as("all in one message").hasSize(1);
    }

    @Test // #4
    void aNightIsShownWithItsFiguresAndAllAnswersAndTheWayBackLeadsToItsPage() {
        Chat chat = chatWithNights(8);
        chat.types("/history").taps("Older ›").sees(label(today().minusDays(5)));
        chat.taps(label(today().minusDays(6)));
        chat.sees(
                "Your night to " + label(today().minusDays(6)),
                "In bed: 22:30",
                "Woke up: 06:45",
                "Disturbed by: Noise",
                "Alertness: 7 of 10",
                "Time in bed: 8 h 15",
                "Sleep: about 7 h 53 (between 7 h 45 and 8 h)",
                "Sleep efficiency: 96 %");
        chat.taps("‹ Back").sees(label(today().minusDays(5)), label(today().minusDays(7)));
        assertThat(chat.last().text()).doesNotContain(label(today().minusDays(4)));
    }

    @Test // #4
    void aNightIsDeletedOnlyWhenAskedTwice() {
        Chat chat = chatWithNights(3);
        chat.types("/history").taps(label(today().minusDays(1))).taps("Delete").sees("Do you want to delete");
        chat.taps("No, keep it").sees("Sleep efficiency");
        assertThat(sides.entries(chat.user())).hasSize(3);

        chat.taps("Delete").taps("Yes, delete").sees("Your nights");
        assertThat(sides.entries(chat.user()))
                .extracting(SleepEntry::nightDate)
                .containsExactly(today().minusDays(2), today());
        assertThat(chat.last().text()).doesNotContain(label(today().minusDays(1)));
        soon(() -> assertThat(chat.person().toasts()).contains("Deleted"));
        assertThat(sides.requests(chat.user()))
                .filteredOn(request -> request.path().endsWith("/entries"))
                .as("the page is as of the deletion")
                .anyMatch(request -> request.waitFor() != null);
    }

    @Test // #4
    void oneAnswerOfANightIsCorrectedAndTheOthersStayAsTheyWere() {
        Chat chat = chatWithNights(0);
        LocalDate night = today().minusDays(9);
        sides.has(chat.user(), Nights.entry(night, Nights.answers("23:15", "07:10", 3)));
        chat.types("/history").taps(label(night)).taps("✎ Correct");
        chat.sees("Please check your answers", "Your night to " + label(night), "In bed: 23:15", "Alertness: 7 of 10");
        chat.taps("✎ Woke up").sees("Your night to " + label(night), "When did you wake up?");
        chat.types("14:20").sees("Please check your answers", "Woke up: 14:20");
        chat.taps("Submit").sees("is saved", label(night));

        assertThat(sides.entries(chat.user())).singleElement().satisfies(entry -> {
            assertThat(entry.nightDate()).isEqualTo(night);
            assertThat(entry.answers()).isEqualTo(Nights.answers("23:15", "14:20", 3));
        });
    }

    @Test // #4
    void aMissedNightIsAddedUpToSevenDaysBackWithinTheQuiz() {
        Chat chat = chatWithNights(0);
        for (int i : List.of(1, 2, 4, 5, 6)) { // today's night may not be over, and is not offered
            sides.has(chat.user(), Nights.entry(today().minusDays(i), Nights.answers("22:30", "06:45", 8)));
        }
        LocalDate missed = today().minusDays(3);
        chat.types("/history").taps("＋ Add a missed night").sees("Which night");
        assertThat(chat.labelsOfLast()).containsExactly(label(missed), label(today().minusDays(7)), "‹ Back");
        chat.taps(label(missed)).sees("1 of 8", "Your night to " + label(missed));
        chat.types("23:40").sees("fall asleep");
        chat.taps("under 15 min").sees("When did you wake up?");
        chat.types("23:30").sees("during the night"); // as late as can be: still that date's
        chat.taps("No").sees("How well");
        chat.taps("8").sees("screen in bed");
        chat.taps("No").sees("disturbed");
        chat.taps("Nothing").sees("How alert");
        chat.taps("9").sees("Your night to " + label(missed));
        chat.taps("Submit").sees("is saved");
        assertThat(sides.entries(chat.user()))
                .extracting(SleepEntry::nightDate)
                .contains(missed)
                .hasSize(6);
    }

    @Test // #4
    void aNightOfLongAgoIsNotAddedByAnOldButton() {
        Chat chat = chatWithNights(1);
        chat.types("/history").sees("Your nights");
        chat.person().tapsData("hi:m20200101", chat.last().messageId());
        chat.sees("up to 7 days");
        assertThat(sides.quizzes(chat.user())).isEmpty();
    }

    @Test // #4
    void aQuizUnderWayIsNotSetAsideUnasked() {
        Chat chat = chatWithNights(2);
        chat.types("/sleep_quiz").taps("✓ 22:00").sees("fall asleep");
        chat.types("/history").taps(label(today().minusDays(1))).taps("✎ Correct");
        chat.sees("You have a quiz under way, with 1 of 8 questions answered");
        assertThat(sides.quizzes(chat.user()))
                .singleElement()
                .satisfies(quiz -> assertThat(quiz.status()).isEqualTo(QuizStatus.IN_PROGRESS));
        chat.taps("Set it aside").sees("Please check your answers", label(today().minusDays(1)));
        assertThat(sides.quizzes(chat.user()))
                .extracting(quiz -> quiz.status())
                .containsExactly(QuizStatus.ABANDONED, QuizStatus.IN_PROGRESS);
    }

    @Test // #4
    void leafingLeavesTheQuestionUnderWayWhereItIs() {
        Chat chat = chatWithNights(2);
        chat.types("/sleep_quiz").sees("into bed");
        chat.types("/history").taps(label(today())).sees("Sleep efficiency");
        chat.types("23:20");
        soon(() -> assertThat(sides.quizzes(chat.user()))
                .singleElement()
                .satisfies(quiz -> assertThat(quiz.answers().byQuestion()).hasSize(1)));
    }

    @ParameterizedTest // #4
    @CsvSource({
        "en, I cannot look that up at the moment, Try again, There are no nights in your diary yet",
        "sv, Jag kan inte ta fram det just nu, Försök igen, Det finns inga nätter i din dagbok än",
        "es, Ahora mismo no puedo consultarlo, Volver a intentarlo, Todavía no hay noches en tu diario"
    })
    void whileNothingCanBeLookedUpThatIsSaidAndAButtonTriesAgain(
            String language, String notNow, String again, String nothingYet) {
        Chat chat = chat(language);
        sides.isBlind(true);
        chat.types("/history").sees(notNow);
        sides.isBlind(false);
        chat.taps(again).sees(nothingYet);
        assertThat(chat.ofBot()).hasSize(1);
    }

    @Test // #4
    void aDeletionThatCannotBeStoredNowIsNotLost() {
        Chat chat = chatWithNights(2);
        chat.types("/history").taps(label(today())).taps("Delete").sees("Do you want to delete");
        sides.answersInstead(chat.user(), 503, "{\"code\":\"TRY_LATER\"}");
        chat.taps("Yes, delete");
        soon(() -> assertThat(chat.person().toasts())
                .contains("Kept: it will be stored as soon as possible. You do not need to answer again."));
        sides.answersAsUsual(chat.user());
        soon(() -> assertThat(sides.entries(chat.user())).hasSize(1));
    }
}
