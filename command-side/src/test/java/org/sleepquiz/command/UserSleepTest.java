package org.sleepquiz.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.hamcrest.CoreMatchers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sleepquiz.command.quiz.Decision.Accepted;
import org.sleepquiz.command.quiz.Decision.Refused;
import org.sleepquiz.command.quiz.Occasion;
import org.sleepquiz.command.quiz.QuizRules;
import org.sleepquiz.command.quiz.Sending;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepCommand.AnswerQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.CancelQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import org.sleepquiz.messages.UserSleepCommand.NoteReachabilityCommand;
import org.sleepquiz.messages.UserSleepCommand.PromptQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.RegisterUserCommand;
import org.sleepquiz.messages.UserSleepEvent.QuestionAnswered;
import org.sleepquiz.messages.UserSleepEvent.QuizStarted;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable.Reason;

class UserSleepTest {

    private static final String ANNA = "4711";
    private static final UUID QUIZ = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final Instant NOW = Instant.parse("2026-11-24T06:30:00Z");
    private static final Settings SETTINGS = Settings.ofNewUser(QuizRules.DEFAULT.defaultZone(), Language.EN);
    private static final UserRegistered REGISTERED = new UserRegistered(ANNA, NOW, SETTINGS);
    private static final QuizStarted STARTED = new QuizStarted(ANNA, NOW, QUIZ, NOW, QuizRules.DEFAULT.defaultZone());
    private static final QuestionAnswered ANSWERED =
            new QuestionAnswered(ANNA, NOW, QUIZ, Question.ALERTNESS, new Rating(5));

    private AggregateTestFixture<UserSleep> fixture;

    @BeforeEach
    void keepADiary() {
        fixture = new AggregateTestFixture<>(UserSleep.class);
        fixture.registerCommandTargetResolver(new Deciding().byTelegramId());
        Occasions occasions = () -> new Occasion(NOW, QuizRules.DEFAULT, UUID::randomUUID);
        fixture.registerInjectableResource(occasions);
        UpToDate always = (telegramId, lastEvent) -> {};
        fixture.registerInjectableResource(always);
    }

    @Test // #2
    void theFirstCommandMakesTheUserInTheSameAppend() {
        fixture.givenNoPriorActivity().when(answer(5)).expectEvents(REGISTERED, STARTED, ANSWERED);
    }

    @Test // #2
    void aLaterCommandFindsTheUser() {
        fixture.given(REGISTERED, STARTED).when(answer(5)).expectEvents(ANSWERED);
    }

    @Test // #2 regression 5
    void aDoubleTapIsAcceptedWithoutAnEvent() {
        fixture.given(REGISTERED, STARTED, ANSWERED)
                .when(answer(5))
                .expectNoEvents()
                .expectSuccessfulHandlerExecution();
    }

    @Test // #2
    void aRefusalIsAValueAndLeavesNobodyBehind() {
        // the fixture takes an aggregate that cannot be loaded afterwards for a deleted one
        fixture.setReportIllegalStateChange(false);
        fixture.givenNoPriorActivity()
                .when(new CancelQuizCommand(ANNA, QUIZ))
                .expectNoEvents()
                .expectSuccessfulHandlerExecution()
                .expectResultMessagePayloadMatching(CoreMatchers.instanceOf(Refused.class));
    }

    @Test // #4
    void whatIsDueForSomebodyWeHaveNeverHeardOfMakesNobody() {
        fixture.setReportIllegalStateChange(false);
        fixture.givenNoPriorActivity()
                .when(new PromptQuizCommand(ANNA, NOW, LocalDate.of(2026, 11, 24), false))
                .expectNoEvents()
                .expectResultMessagePayload(new Accepted<>(List.of(), Sending.UNKNOWN_USER));
        fixture.givenNoPriorActivity()
                .when(new NoteReachabilityCommand(ANNA, false))
                .expectNoEvents()
                .expectSuccessfulHandlerExecution();
    }

    @Test // #5
    void whyNobodyCanWriteToThemIsUnknownUnlessItIsSaid() {
        fixture.given(REGISTERED)
                .when(new NoteReachabilityCommand(ANNA, false, Reason.DEACTIVATED))
                .expectEvents(new UserUnreachable(ANNA, NOW, Reason.DEACTIVATED));
        fixture.given(REGISTERED)
                .when(new NoteReachabilityCommand(ANNA, false))
                .expectEvents(new UserUnreachable(ANNA, NOW, Reason.UNKNOWN));
    }

    @Test // #2
    void theReplyIsTheStateAfterTheEvents() {
        fixture.givenNoPriorActivity()
                .when(new RegisterUserCommand(ANNA, FirstContact.UNKNOWN))
                .expectResultMessagePayload(new Accepted<>(List.of(REGISTERED), SETTINGS));
    }

    @Test // #2
    void commandsFindTheirPersonWithoutAnnotations() {
        CommandMessage<?> message = GenericCommandMessage.asCommandMessage(answer(5));
        assertThat(new Deciding().byTelegramId().resolveTarget(message))
                .isEqualTo(new VersionedAggregateIdentifier((Object) ANNA, null));
    }

    private static AnswerQuizCommand answer(int points) {
        return new AnswerQuizCommand(ANNA, QUIZ, Question.ALERTNESS, new Rating(points), FirstContact.UNKNOWN, null);
    }
}
