package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;
import static org.sleepquiz.bot.Chat.soon;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sleepquiz.localtelegram.Button;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.QuizStatus;

/** Conversations from the first word to the summary, with everything in its place. */
@TestInstance(PER_CLASS)
class WholeQuizIT extends AmongNeighbours {

    @AutoClose
    private final RunningGateway gateway = gateway();

    private static ChatMessage lastOfBot(LocalPerson person) {
        List<ChatMessage> all = ofBot(person);
        assertThat(all).isNotEmpty();
        return all.get(all.size() - 1);
    }

    private static void taps(LocalPerson person, String button, String thenSees) {
        person.taps(button);
        sees(person, thenSees);
    }

    private static String data(LocalPerson person, String label) {
        List<String> found = ofBot(person).stream()
                .flatMap(message -> message.keyboard().stream())
                .flatMap(List::stream)
                .filter(button -> button.text().equals(label))
                .map(Button::callbackData)
                .toList();
        assertThat(found).as("the button %s", label).isNotEmpty();
        return found.get(found.size() - 1);
    }

    private void answersUpToAlertness(LocalPerson person) {
        person.types("/sleep_quiz");
        sees(person, "When did you get into bed?");
        taps(person, "22", "quarter");
        taps(person, "22:30", "fall asleep");
        taps(person, "15–30 min", "When did you wake up?");
        taps(person, "✓ 07:00", "during the night");
        taps(person, "1–2 times", "awake in total");
        taps(person, "under 15 min", "How well");
        taps(person, "8", "screen in bed");
        taps(person, "No", "disturbed your sleep");
        taps(person, "Noise", "disturbed");
        soon(() -> assertThat(data(person, "✓ Noise")).isNotEmpty());
        taps(person, "Pain", "disturbed");
        soon(() -> assertThat(data(person, "✓ Pain")).isNotEmpty());
        taps(person, "Done", "How alert");
    }

    @Test // #2
    void aPersonAnswersEightQuestionsInOneMessageAndSeesTheirNight() {
        sides.summaryIs("{\"entries\":5,\"averages\":{\"totalSleepMinutes\":420}}");
        LocalPerson person = person("en");
        answersUpToAlertness(person);
        taps(person, "7", "Please check your answers");
        assertThat(lastOfBot(person).text()).contains("Your night to ", ", 8 h 30 in bed", "Disturbed by: Noise, Pain");
        assertThat(onlyQuiz(person).answers().to(Question.ALERTNESS))
                .as("not sent before Submit")
                .isEmpty();
        taps(person, "Submit", "is saved");

        assertThat(lastOfBot(person).text())
                .contains("In bed: 22:30", "Sleep: about 8 h 01 (between 7 h 45 and 8 h 15)", "Sleep efficiency: 94 %")
                .contains("1 h 01 longer than on average in your last 7 nights (7 h)");
        assertThat(onlyQuiz(person).status()).isEqualTo(QuizStatus.COMPLETED);
        assertThat(ofBot(person)).hasSize(1);
        soon(() -> assertThat(person.unansweredTaps()).isZero());
        soon(() -> assertThat(person.toasts()).contains("Saved ✓"));
        assertThat(sides.requests(person.userId()))
                .filteredOn(request -> request.path().endsWith("summary"))
                .singleElement()
                .satisfies(request -> assertThat(request.waitFor()).isNotNull());
        assertThat(sides.requests(person.userId()))
                .allSatisfy(request -> assertThat(request.authorization()).isEqualTo("Bearer token-of-the-gateway"));
    }

    @ParameterizedTest // #2, regression 2, regression 22
    @CsvSource({"en-US, Hello!", "sv-SE, Hej!", "es-419, ¡Hola!", "de, Hello!", "'', Hello!"})
    void anUnknownPersonAlwaysGetsAReplyInTheirLanguageAndIsRegistered(String tag, String greeting) {
        LocalPerson person = person(tag);
        person.types("/start");
        sees(person, greeting);
        assertThat(sides.knows(person.userId())).isTrue();
    }

    @Test // #2, regression 2
    void whateverTheFirstWordsAreTheyAreAnsweredAndThePersonIsRegistered() {
        for (String words : List.of("/help", "/privacy", "/cancel", "/unheard_of", "hello?", "🙂", "23:40", "99:99")) {
            LocalPerson person = person("sv");
            person.types(words);
            soon(() -> assertThat(lastOfBot(person).text()).isNotBlank());
            assertThat(sides.knows(person.userId())).as(words).isTrue();
        }
    }

    @Test // #2, regression 22
    void theChosenLanguageIsUsedEverywhere() {
        LocalPerson person = person("en");
        sides.speaks(person.userId(), Language.ES);
        person.types("/start");
        sees(person, "¡Hola!");
        taps(person, "Empezar el cuestionario", "¿A qué hora te metiste en la cama?");
        person.types("asdf");
        sees(person, "No te he entendido");
    }

    @Test // #2, regression 5, regression 36
    void aDoubleTapNeverAnswersTheNextQuestion() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        ChatMessage message = lastOfBot(person);
        String bedtime = data(person, "✓ 22:00");
        person.tapsData(bedtime, message.messageId());
        person.tapsData(bedtime, message.messageId());
        sees(person, "fall asleep");
        taps(person, "15–30 min", "wake up");
        String wakeTime = data(person, "✓ 07:00");
        person.tapsData(wakeTime, message.messageId());
        person.tapsData(wakeTime, message.messageId());
        person.tapsData(wakeTime, message.messageId());
        sees(person, "during the night");
        soon(() -> assertThat(person.unansweredTaps()).isZero());
        assertThat(onlyQuiz(person).answers().byQuestion())
                .containsOnlyKeys(Question.BEDTIME, Question.SLEEP_LATENCY, Question.WAKE_TIME);
        assertThat(sides.changes(person.userId()))
                .as("registration, start, three answers")
                .isEqualTo(5);
    }

    @Test // #2, regression 6
    void theAlertnessAlreadyChosenAndASecondSubmitAreHarmless() {
        LocalPerson person = person("en");
        answersUpToAlertness(person);
        ChatMessage message = lastOfBot(person);
        String seven = data(person, "7");
        person.tapsData(seven, message.messageId());
        person.tapsData(seven, message.messageId());
        sees(person, "Please check");
        soon(() -> assertThat(person.unansweredTaps()).isZero());
        String submit = data(person, "Submit");
        person.tapsData(submit, message.messageId());
        person.tapsData(submit, message.messageId());
        sees(person, "is saved");
        soon(() ->
                assertThat(person.toasts().stream().filter("Saved ✓"::equals)).hasSize(2));
        assertThat(lastOfBot(person).text()).contains("is saved");
        assertThat(ofBot(person)).hasSize(1);
    }

    @Test // #2, regression 6
    void aTapThatTelegramNoLongerWaitsForIsHandledAllTheSame() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        telegram.failNext(
                "answerCallbackQuery",
                1,
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                null);
        taps(person, "✓ 22:00", "fall asleep");
        assertThat(ofBot(person)).hasSize(1);
    }

    @Test // #2, regression 3, regression 5
    void aTapOnAClosedQuizSaysSoAndOffersANewOne() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        ChatMessage old = lastOfBot(person);
        String bedtime = data(person, "✓ 22:00");
        taps(person, "Cancel", "Do you want to cancel");
        taps(person, "Yes, cancel", "The quiz is cancelled");
        int changes = sides.changes(person.userId());

        person.tapsData(bedtime, old.messageId());
        sees(person, "This quiz is closed");
        soon(() -> assertThat(person.toasts()).contains("This quiz is closed"));
        assertThat(sides.changes(person.userId())).isEqualTo(changes);
        taps(person, "Start the quiz", "into bed");
        assertThat(sides.quizzes(person.userId())).hasSize(2);
    }

    @Test // #2
    void aButtonThatIsNoneOfOursIsAcknowledged() {
        LocalPerson person = person("sv");
        person.types("/sleep_quiz");
        sees(person, "lade dig");
        person.tapsData("confirm_wake_time", lastOfBot(person).messageId());
        soon(() -> assertThat(person.toasts()).anyMatch(toast -> toast.contains("fungerar inte längre")));
        assertThat(person.messages()).anyMatch(message -> message.text().contains("lade dig"));
    }

    @Test // #2, regression 4
    void anUnfinishedQuizIsOfferedToGoOnWith() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        taps(person, "✓ 22:00", "fall asleep");
        person.types("/sleep_quiz");
        sees(person, "1 of 8 questions answered");
        taps(person, "Continue", "fall asleep");
        assertThat(sides.quizzes(person.userId())).hasSize(1);
    }

    @Test // #2, regression 4
    void startingOverTwiceIsStartingOverOnce() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        taps(person, "✓ 22:00", "fall asleep");
        person.types("/sleep_quiz");
        sees(person, "Do you want to go on");
        ChatMessage offer = lastOfBot(person);
        String startOver = data(person, "Start over");
        person.tapsData(startOver, offer.messageId());
        sees(person, "into bed");
        taps(person, "✓ 22:00", "fall asleep");
        person.tapsData(startOver, offer.messageId());
        soon(() -> assertThat(person.unansweredTaps()).isZero());
        sees(person, "fall asleep");
        assertThat(sides.quizzes(person.userId()))
                .extracting(QuizState::status)
                .containsExactly(QuizStatus.ABANDONED, QuizStatus.IN_PROGRESS);
    }

    @Test // #2, regressions 4 and 5
    void aTapOnAnOldQuizDoesNotMakeTheBotForgetTheOneThatIsOpen() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        ChatMessage old = person.lastMessage();
        String stale = old.keyboard().get(0).get(0).callbackData();
        sides.dayPasses(person.userId());
        person.types("/sleep_quiz");
        soon(() -> assertThat(ofBot(person)).hasSize(2));

        person.tapsData(stale, old.messageId());
        soon(() -> assertThat(ofBot(person).get(0).text()).contains("closed"));
        person.types("2340");
        sees(person, "fall asleep");
        person.tapsData(stale, old.messageId());
        soon(() -> assertThat(person.unansweredTaps()).isZero());
        person.types("/cancel");
        sees(person, "want to cancel");
    }

    @Test // #2, regressions 4 and 5
    void aSecondYesOnACancelledQuizDoesNotHideTheOneThatIsOpen() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        taps(person, "Cancel", "want to cancel");
        ChatMessage old = person.lastMessage();
        String yes = old.keyboard().stream()
                .flatMap(List::stream)
                .filter(button -> button.text().equals("Yes, cancel"))
                .findFirst()
                .orElseThrow()
                .callbackData();
        taps(person, "Yes, cancel", "is cancelled");
        person.types("/sleep_quiz");
        soon(() -> assertThat(ofBot(person)).hasSize(2));
        person.tapsData(yes, old.messageId());
        soon(() -> assertThat(person.unansweredTaps()).isZero());
        person.types("2340");
        sees(person, "fall asleep");
    }

    @Test // #2, regression 4
    void aQuizLeftForADayDoesNotStandInTheWay() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        taps(person, "✓ 22:00", "fall asleep");
        sides.dayPasses(person.userId());
        person.types("/sleep_quiz");
        soon(() -> assertThat(ofBot(person)).hasSize(2));
        sees(person, "into bed");
    }

    @Test // #2, regression 7, regression 8
    void anImplausibleNightIsPutRightWithoutAnsweringEverythingAgain() {
        LocalPerson person = person("en");
        answersUpToAlertness(person);
        taps(person, "7", "Please check");
        taps(person, "✎ Woke up", "When did you wake up?");
        taps(person, "22", "quarter");
        taps(person, "22:30", "Please check");
        taps(person, "Submit", "do not fit together");
        assertThat(onlyQuiz(person).answers().byQuestion()).hasSize(8);
        taps(person, "✎ Woke up", "When did you wake up?");
        taps(person, "06", "quarter");
        taps(person, "06:45", "Please check");
        taps(person, "Submit", "is saved");
    }

    @Test // #2
    void changingAnAnswerThatAsksFurtherLeadsThroughTheFollowUpBackToTheReview() {
        LocalPerson person = person("en");
        answersUpToAlertness(person);
        taps(person, "7", "Please check");
        taps(person, "✎ Screen in bed", "screen in bed");
        taps(person, "Yes", "For how long?");
        taps(person, "over 1 h", "Please check");
        assertThat(lastOfBot(person).text()).contains("Screen time: over 1 h", "Alertness: 7 of 10");
    }

    @Test // #2
    void backShowsTheQuestionBeforeAndItsAnswerCanBeReplaced() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        taps(person, "✓ 22:00", "fall asleep");
        taps(person, "‹ Back", "into bed");
        taps(person, "23", "quarter");
        taps(person, "‹ Other hour", "Tap the hour");
        taps(person, "23", "quarter");
        taps(person, "23:15", "fall asleep");
        assertThat(onlyQuiz(person).answers().bedtime()).hasToString("23:15");
    }

    @Test // #2
    void aTypedTimeAnswersTheClockQuestionThatIsShownInTheSameMessage() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        person.types("half past nonsense 9");
        sees(person, "could not read that as a time");
        person.types("11:40 pm");
        soon(() -> assertThat(onlyQuiz(person).answers().to(Question.BEDTIME)).isPresent());
        assertThat(onlyQuiz(person).answers().bedtime()).hasToString("23:40");
        soon(() -> assertThat(person.messages().stream()
                        .filter(ChatMessage::fromBot)
                        .findFirst()
                        .orElseThrow()
                        .text())
                .contains("fall asleep"));
    }

    @Test // #2, regression 5
    void aTypedTimeIsNeverTakenForAQuestionThatIsNotShown() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        taps(person, "✓ 22:00", "fall asleep");
        person.types("23:40");
        sees(person, "no time is being asked for");
        taps(person, "15–30 min", "wake up");
        taps(person, "‹ Back", "fall asleep");
        taps(person, "‹ Back", "into bed");
        person.types("2315"); // the wake time is what is missing, but the bedtime is what is asked
        soon(() -> assertThat(onlyQuiz(person).answers().bedtime()).hasToString("23:15"));
        assertThat(onlyQuiz(person).answers().to(Question.WAKE_TIME)).isEmpty();
    }

    @Test // #2
    void cancelIsAskedAboutFirst() {
        LocalPerson person = person("en");
        person.types("/cancel");
        sees(person, "There is no quiz to cancel");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        taps(person, "✓ 22:00", "fall asleep");
        person.types("/cancel");
        sees(person, "Do you want to cancel");
        taps(person, "No, go on", "fall asleep");
        person.types("/cancel");
        sees(person, "Do you want to cancel");
        taps(person, "Yes, cancel", "is cancelled");
        assertThat(onlyQuiz(person).status()).isEqualTo(QuizStatus.CANCELLED);
        person.types("/cancel");
        sees(person, "There is no quiz to cancel");
    }

    @Test // #2
    void everyTapIsAcknowledgedAtOnceAlsoWhenItsCommandIsSlow() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        sides.isSlow(2_500);
        try {
            person.taps("✓ 22:00");
            await().atMost(Duration.ofMillis(1_500)).until(() -> person.unansweredTaps() == 0);
            assertThat(lastOfBot(person).text()).contains("into bed");
        } finally {
            sides.isSlow(0);
        }
        sees(person, "fall asleep");
    }

    @Test // #2, regression 13
    void groupsEditedMessagesAndTapsWithoutAMessageDisturbNobody() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        String from = "\"from\":{\"id\":" + person.userId() + ",\"is_bot\":false,\"first_name\":\"Eva\"}";
        telegram.receives(
                "message",
                Json.MAPPER.readTree("{\"message_id\":1,\"date\":1795503600,\"text\":\"/start\",\"chat\":"
                        + "{\"id\":-100,\"type\":\"group\",\"title\":\"G\"}," + from + "}"));
        telegram.receives(
                "callback_query",
                Json.MAPPER.readTree("{\"id\":\"1\",\"chat_instance\":\"1\",\"inline_message_id\":\"x\",\"data\":\""
                        + data(person, "✓ 22:00") + "\"," + from + "}"));
        ChatMessage own = person.messages().get(0);
        person.edits(own.messageId(), "23:40");
        soon(() -> assertThat(onlyQuiz(person).answers().to(Question.BEDTIME)).isPresent());
        sees(person, "fall asleep");
        assertThat(telegram.calls())
                .noneMatch(call -> call.parameters().path("chat_id").asLong() == -100);
        taps(person, "15–30 min", "wake up");
    }

    @Test // #2, regression 9, regression 10
    void markupThatTelegramCannotReadBecomesPlainText() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        telegram.failNext("editMessageText", 1, 400, "Bad Request: can't parse entities: Unsupported start tag", null);
        taps(person, "✓ 22:00", "2 of 8");
        assertThat(lastOfBot(person).html()).doesNotContain("<b>").doesNotContain("&lt;");
    }

    @Test // #2, regression 9
    void whatWasSavedIsNeverCalledUnsavedOnlyBecauseItCouldNotBeShown() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        telegram.failNext("editMessageText", 5, 400, "Bad Request: something new", null);
        person.taps("✓ 22:00");
        sees(person, "Everything you have answered is saved");
        assertThat(onlyQuiz(person).answers().to(Question.BEDTIME)).isPresent();
        assertThat(person.messages()).noneMatch(message -> message.text().contains("not saved"));
        person.types("/sleep_quiz");
        sees(person, "1 of 8 questions answered");
    }

    @Test // #2
    void aDeletedQuizMessageIsReplacedByANewOne() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        telegram.failNext("editMessageText", 1, 400, "Bad Request: message to edit not found", null);
        taps(person, "✓ 22:00", "fall asleep");
        assertThat(ofBot(person)).hasSize(2);
    }

    @Test // #2
    void somebodyWhoHasBlockedTheBotHoldsUpNothing() {
        LocalPerson person = person("en");
        person.types("/sleep_quiz");
        sees(person, "into bed");
        telegram.failNext("editMessageText", 1, 403, "Forbidden: bot was blocked by the user", null);
        person.taps("✓ 22:00");
        soon(() -> assertThat(onlyQuiz(person).answers().to(Question.BEDTIME)).isPresent());
        person.types("/sleep_quiz");
        sees(person, "1 of 8 questions answered");
    }

    @Test // #2
    void commandsAreRegisteredInEveryLanguage() {
        soon(() -> assertThat(telegram.calls().stream()
                        .filter(call -> call.method().equals("setMyCommands"))
                        .map(call -> call.parameters().path("language_code").asString("")))
                .contains("", "en", "sv", "es"));
    }
}
