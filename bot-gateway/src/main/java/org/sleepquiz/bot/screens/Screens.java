package org.sleepquiz.bot.screens;

import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.sides.Progress;
import org.sleepquiz.bot.sides.QuerySide.LatelySlept;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.bot.telegram.Telegram.BotCommand;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.SleepEntry;

/** Every screen there is, in one language. */
public final class Screens {

    /** In the order in which they are offered. */
    private static final List<String> COMMANDS = List.of(
            "sleep_quiz",
            "stats",
            "history",
            "sleep_settings",
            "export",
            "privacy",
            "delete_my_data",
            "cancel",
            "help",
            "start");

    private final Texts texts;

    private Screens(Language language) {
        this.texts = Texts.in(language);
    }

    public static Screens in(Language language) {
        return new Screens(language);
    }

    /** A question, answered before or not. */
    public Screen question(QuizState quiz, Question question, @Nullable Rating pending) {
        QuestionFrame frame = new QuestionFrame(texts, quiz, question, pending);
        return switch (question.kind()) {
            case CLOCK_TIME -> ClockTimeScreen.of(frame);
            case DURATION -> DurationScreen.of(frame);
            case WAKINGS -> WakingsScreen.of(frame);
            case RATING -> RatingScreen.of(frame);
            case YES_NO -> YesNoScreen.of(frame);
            case DISRUPTIONS ->
                DisruptionsScreen.of(
                        frame,
                        quiz.answers()
                                .to(question)
                                .map(value -> ((Disruptions) value).disruptions())
                                .orElse(Set.of()));
        };
    }

    /** The quarters of an hour, 0 to 23. */
    public Screen quarters(QuizState quiz, Question question, int hour, @Nullable Rating pending) {
        return QuarterHourScreen.of(new QuestionFrame(texts, quiz, question, pending), hour);
    }

    /** The disruptions with these ticked. */
    public Screen disruptions(QuizState quiz, Set<Disruption> ticked, @Nullable Rating pending) {
        return DisruptionsScreen.of(new QuestionFrame(texts, quiz, Question.DISRUPTIONS, pending), ticked);
    }

    public Screen review(QuizState quiz, Rating alertness) {
        return ReviewScreen.of(texts, quiz, alertness);
    }

    /** @param progress as of this night at least; without it nothing is said about it */
    public Screen summary(SleepEntry entry, Optional<LatelySlept> lately, Optional<Progress> progress) {
        return SummaryScreen.of(texts, entry, lately, progress);
    }

    public Screen openQuiz(QuizState quiz) {
        return OpenQuizScreen.of(texts, quiz);
    }

    /**
     * For somebody who wants to tell of another night while a quiz is open.
     *
     * @param instead the data of the button that sets the open quiz aside
     */
    public Screen openQuizBefore(QuizState quiz, String instead) {
        return OpenQuizScreen.before(texts, quiz, instead);
    }

    public Screen cancelQuiz(UUID quiz, Question question, @Nullable Rating pending) {
        return CancelQuizScreen.of(texts, quiz, question, pending);
    }

    public Screen implausible(
            UUID quizId, List<Question> questions, @Nullable QuizState quiz, @Nullable Rating alertness) {
        return ImplausibleNightScreen.of(texts, quizId, questions, quiz, alertness);
    }

    public Screen closed() {
        return NoticeScreen.withStart(texts, "closed");
    }

    public Screen cancelled() {
        return NoticeScreen.withStart(texts, "cancelled");
    }

    public Screen nothingToCancel() {
        return NoticeScreen.withStart(texts, "nothing-to-cancel");
    }

    public Screen welcome() {
        return NoticeScreen.withStart(texts, "welcome");
    }

    /** @param answered the commands that there are */
    public Screen help(Set<String> answered) {
        return HelpScreen.of(texts, commands(answered));
    }

    public Screen notUnderstood() {
        return NoticeScreen.of(texts, "not-understood");
    }

    public Screen unknownCommand() {
        return NoticeScreen.of(texts, "unknown-command");
    }

    public Screen timeUnclear() {
        return NoticeScreen.of(texts, "time-unclear");
    }

    public Screen timeNotAsked(LocalTime time) {
        return NoticeScreen.of(texts, "time-not-asked", new ClockTime(time).json());
    }

    public Screen kept() {
        return NoticeScreen.of(texts, "kept");
    }

    /** @param again the data of the button that tries again */
    public Screen notNow(String again) {
        return NoticeScreen.withButton(texts, "not-now", texts.plain("button.try-again"), again);
    }

    public Screen notSaved() {
        return NoticeScreen.of(texts, "not-saved");
    }

    public Screen savedNotShown() {
        return NoticeScreen.of(texts, "saved-not-shown");
    }

    public String savedToast() {
        return texts.plain("toast.saved");
    }

    public String closedToast() {
        return texts.plain("toast.closed");
    }

    public String keptToast() {
        return texts.plain("toast.kept");
    }

    public String unknownButtonToast() {
        return texts.plain("toast.unknown-button");
    }

    /**
     * The commands with what they do.
     *
     * @param answered those that there are; the rest are not offered
     */
    public List<BotCommand> commands(Set<String> answered) {
        return COMMANDS.stream()
                .filter(answered::contains)
                .map(command -> new BotCommand(command, texts.plain("command." + command)))
                .toList();
    }
}
