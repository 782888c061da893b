package org.sleepquiz.bot.conversation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.inbox.Inbox.Shown;
import org.sleepquiz.bot.screens.PastNight;
import org.sleepquiz.bot.screens.Screens;
import org.sleepquiz.bot.sides.CommandReply;
import org.sleepquiz.bot.sides.CommandReply.Implausible;
import org.sleepquiz.bot.sides.CommandReply.Quiz;
import org.sleepquiz.bot.sides.CommandReply.QuizClosed;
import org.sleepquiz.bot.sides.CommandReply.Refused;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.Progress;
import org.sleepquiz.bot.sides.QueryReply;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.sides.QuerySide.LatelySlept;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.QuizStatus;
import org.sleepquiz.messages.UserSleepCommand.AnswerQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.CancelQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.StartQuizCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The quiz: begun, answered, reviewed, submitted or cancelled, in one message. Its buttons are {@link Tap}s. */
public final class QuizChapter implements Chapter {

    private static final Logger LOG = LoggerFactory.getLogger(QuizChapter.class);

    private final Inbox inbox;
    private final CommandSide commandSide;
    private final QuerySide querySide;
    private final Acquaintance acquaintance;

    public QuizChapter(Inbox inbox, CommandSide commandSide, QuerySide querySide, Acquaintance acquaintance) {
        this.inbox = inbox;
        this.commandSide = commandSide;
        this.querySide = querySide;
        this.acquaintance = acquaintance;
    }

    @Override
    public Set<String> commands() {
        return Set.of("sleep_quiz", "cancel");
    }

    @Override
    public Answer command(Said said, String command, String argument) {
        return command.equals("cancel")
                ? cancelWhatIsOpen(said, acquaintance.register(said))
                : start(said, QuizIds.startedBy(said.chatId(), said.updateId()));
    }

    @Override
    public String mark() {
        return "";
    }

    /** A time answers the clock question that the person has before their eyes, and no other. */
    @Override
    public Optional<Answer> message(Incoming incoming, Shown before) {
        if (!(incoming instanceof Said said)
                || !(TypedTime.of(said.text()) instanceof TypedTime.Understood understood)) {
            return Optional.empty();
        }
        return Tap.of(before.shown())
                .filter(Tap.Ask.class::isInstance)
                .map(Tap.Ask.class::cast)
                .filter(ask -> ask.question().kind() == Question.Kind.CLOCK_TIME)
                .map(ask -> answer(said, ask.quiz(), ask.question(), new ClockTime(understood.time()), ask.pending())
                        .at(new Place.In(before.messageId())));
    }

    private Answer cancelWhatIsOpen(Said said, Language language) {
        Optional<UUID> shown = inbox.lastShown(said.userId())
                .flatMap(last -> Tap.of(last.shown()))
                .flatMap(QuizChapter::quizOf);
        if (shown.isEmpty()) {
            return Answer.aside(Screens.in(language).nothingToCancel(), language);
        }
        QuizState quiz = look(said, shown.get());
        if (!isOpen(quiz, shown.get())) {
            return Answer.aside(Screens.in(language).nothingToCancel(), language);
        }
        Question next = next(quiz);
        return new Answer(
                Screens.in(quiz.language()).cancelQuiz(quiz.quizId(), next, null),
                quiz.language(),
                Place.HERE,
                new Tap.AskCancel(quiz.quizId(), next, null).data(),
                null);
    }

    private static Optional<UUID> quizOf(Tap tap) {
        if (tap instanceof Tap.Ask ask) {
            return Optional.of(ask.quiz());
        } else if (tap instanceof Tap.Tick tick) {
            return Optional.of(tick.quiz());
        } else if (tap instanceof Tap.Review review) {
            return Optional.of(review.quiz());
        } else if (tap instanceof Tap.AskCancel cancel) {
            return Optional.of(cancel.quiz());
        } else if (tap instanceof Tap.Continue go) {
            return Optional.of(go.quiz());
        }
        return Optional.empty();
    }

    // ---- what was tapped

    @Override
    public Optional<Answer> tap(Tapped tapped, String data) {
        return Tap.of(data).map(tap -> answerTo(tapped, tap));
    }

    private Answer answerTo(Tapped tapped, Tap tap) {
        if (tap instanceof Tap.Answer answer) {
            return answer(tapped, answer.quiz(), answer.question(), answer.value(), answer.pending());
        } else if (tap instanceof Tap.Submit submit) {
            return answer(tapped, submit.quiz(), Question.ALERTNESS, submit.alertness(), submit.alertness());
        } else if (tap instanceof Tap.Start) {
            return start(tapped, QuizIds.startedBy(tapped.chatId(), tapped.updateId()));
        } else if (tap instanceof Tap.StartOver over) {
            return startOver(tapped, over.quiz());
        } else if (tap instanceof Tap.Cancel cancel) {
            return cancel(tapped, cancel.quiz());
        } else if (tap instanceof Tap.Ask ask) {
            return ifOpen(tapped, ask.quiz(), quiz -> question(quiz, ask.question(), ask.pending()));
        } else if (tap instanceof Tap.PickHour pick) {
            return ifOpen(
                    tapped,
                    pick.quiz(),
                    quiz -> quizScreen(
                            quiz,
                            Screens.in(quiz.language()).quarters(quiz, pick.question(), pick.hour(), pick.pending()),
                            new Tap.Ask(quiz.quizId(), pick.question(), pick.pending())));
        } else if (tap instanceof Tap.Tick tick) {
            return ifOpen(
                    tapped,
                    tick.quiz(),
                    quiz -> quizScreen(
                            quiz, Screens.in(quiz.language()).disruptions(quiz, tick.ticked(), tick.pending()), tick));
        } else if (tap instanceof Tap.Review review) {
            return ifOpen(tapped, review.quiz(), quiz -> further(quiz, review.alertness()));
        } else if (tap instanceof Tap.AskCancel cancel) {
            return ifOpen(
                    tapped,
                    cancel.quiz(),
                    quiz -> quizScreen(
                            quiz,
                            Screens.in(quiz.language()).cancelQuiz(quiz.quizId(), cancel.question(), cancel.pending()),
                            cancel));
        }
        Tap.Continue go = (Tap.Continue) tap;
        return ifOpen(tapped, go.quiz(), quiz -> further(quiz, null));
    }

    private interface Drawing {
        Answer of(QuizState quiz);
    }

    /** Shows something of a quiz, if that quiz is the open one. */
    private Answer ifOpen(Incoming incoming, UUID quizId, Drawing drawing) {
        QuizState quiz = look(incoming, quizId);
        return isOpen(quiz, quizId) ? drawing.of(quiz) : closed(quiz.language());
    }

    private static boolean isOpen(QuizState quiz, UUID quizId) {
        return quiz.quizId().equals(quizId) && quiz.status() == QuizStatus.IN_PROGRESS;
    }

    // ---- commands

    /** The quiz as it stands: starting a quiz that is known by its id changes nothing. */
    private QuizState look(Incoming incoming, UUID quizId) {
        return quiz(startCommand(incoming, quizId, false)).state();
    }

    private CommandReply startCommand(Incoming incoming, UUID quizId, boolean startOver) {
        return startCommand(incoming, quizId, incoming.at(), startOver);
    }

    private CommandReply startCommand(Incoming incoming, UUID quizId, Instant startedAt, boolean startOver) {
        return commandSide.send(new StartQuizCommand(
                incoming.telegramId(), quizId, acquaintance.firstContact(incoming), startedAt, startOver));
    }

    private Answer start(Incoming incoming, UUID quizId) {
        QuizState quiz = quiz(startCommand(incoming, quizId, false)).state();
        if (quiz.quizId().equals(quizId)) {
            return whereItStands(quiz);
        }
        if (quiz.answers().byQuestion().isEmpty()) {
            return further(quiz, null); // nothing to lose: no need to ask
        }
        return quizScreen(quiz, Screens.in(quiz.language()).openQuiz(quiz), new Tap.Continue(quiz.quizId()));
    }

    /**
     * Begins a quiz about a certain night, with what is known of it.
     *
     * @param night the night date, today's at the latest
     * @param zone the person's
     * @param known answers to start with; if all are, the review comes next
     * @param instead the data of the button that asks for the same but sets an open quiz aside; null to do that at once
     */
    public Answer about(Incoming incoming, LocalDate night, ZoneId zone, Answers known, @Nullable String instead) {
        UUID quizId = QuizIds.startedBy(incoming.chatId(), incoming.updateId());
        Instant askedAt = PastNight.askedAt(night, zone, incoming.at());
        QuizState quiz =
                quiz(startCommand(incoming, quizId, askedAt, instead == null)).state();
        if (!quiz.quizId().equals(quizId)) {
            if (instead != null && !quiz.answers().byQuestion().isEmpty()) {
                return quizScreen(
                        quiz,
                        Screens.in(quiz.language()).openQuizBefore(quiz, instead),
                        new Tap.Continue(quiz.quizId()));
            }
            quiz = quiz(startCommand(incoming, quizId, askedAt, true)).state(); // nothing to lose
        }
        Rating alertness = known.to(Question.ALERTNESS).map(Rating.class::cast).orElse(null);
        for (Map.Entry<Question, AnswerValue> answer : known.byQuestion().entrySet()) {
            if (answer.getKey() != Question.ALERTNESS && quiz.status() == QuizStatus.IN_PROGRESS) {
                quiz = quiz(commandSide.send(new AnswerQuizCommand(
                                incoming.telegramId(),
                                quizId,
                                answer.getKey(),
                                answer.getValue(),
                                acquaintance.firstContact(incoming),
                                askedAt)))
                        .state();
            }
        }
        return quiz.status() == QuizStatus.IN_PROGRESS ? further(quiz, alertness) : closed(quiz.language());
    }

    private Answer startOver(Incoming incoming, UUID abandoned) {
        QuizState quiz = look(incoming, abandoned);
        UUID successor = QuizIds.inPlaceOf(abandoned);
        if (isOpen(quiz, abandoned)) {
            return whereItStands(quiz(startCommand(incoming, successor, true)).state());
        }
        if (quiz.status() == QuizStatus.ABANDONED) {
            // a second tap, or a second attempt: the successor as it stands
            QuizState now = look(incoming, successor);
            return now.quizId().equals(successor) ? whereItStands(now) : closed(now.language());
        }
        return closed(quiz.language());
    }

    private Answer whereItStands(QuizState quiz) {
        return quiz.status() == QuizStatus.IN_PROGRESS ? further(quiz, null) : closed(quiz.language());
    }

    private Answer cancel(Incoming incoming, UUID quizId) {
        CommandReply reply = commandSide.send(new CancelQuizCommand(incoming.telegramId(), quizId));
        if (reply instanceof QuizClosed closed) {
            return closed(incoming, closed);
        }
        QuizState quiz = quiz(reply).state();
        return quizScreen(quiz, Screens.in(quiz.language()).cancelled(), null);
    }

    private Answer answer(
            Incoming incoming, UUID quizId, Question question, AnswerValue value, @Nullable Rating pending) {
        CommandReply reply = commandSide.send(new AnswerQuizCommand(
                incoming.telegramId(), quizId, question, value, acquaintance.firstContact(incoming), incoming.at()));
        if (reply instanceof QuizClosed closed) {
            return closed(incoming, closed);
        }
        if (reply instanceof Implausible implausible) {
            return implausible(incoming, quizId, implausible, pending);
        }
        if (reply instanceof Refused refused) {
            LOG.error("event=answer-refused question={} status={} code={}", question, refused.status(), refused.code());
            Language language = acquaintance.lastLanguage(incoming);
            return Answer.aside(Screens.in(language).notSaved(), language);
        }
        Quiz stored = quiz(reply);
        try {
            return stored.state().status() == QuizStatus.COMPLETED
                    ? summary(incoming, stored.state(), stored.position())
                    : further(stored.state(), pending);
        } catch (RuntimeException undrawn) {
            throw new SavedNotShown(undrawn);
        }
    }

    private Answer implausible(Incoming incoming, UUID quizId, Implausible implausible, @Nullable Rating pending) {
        Language language = implausible.quiz() == null
                ? acquaintance.lastLanguage(incoming)
                : implausible.quiz().language();
        Screen screen = Screens.in(language).implausible(quizId, implausible.questions(), implausible.quiz(), pending);
        return new Answer(screen, language, Place.HERE, new Tap.Continue(quizId).data(), null);
    }

    private Answer summary(Incoming incoming, QuizState quiz, OptionalLong position) {
        if (quiz.entry() == null) {
            return closed(quiz.language());
        }
        Screens screens = Screens.in(quiz.language());
        QueryReply<Optional<LatelySlept>> week =
                querySide.weekBefore(incoming.telegramId(), quiz.entry().nightDate(), position);
        Optional<Progress> progress = week.isAway() // then it is not worth another wait
                ? Optional.empty()
                : querySide.progress(incoming.telegramId(), position).value();
        Screen screen = screens.summary(quiz.entry(), week.value().flatMap(lately -> lately), progress);
        return quizScreen(quiz, screen, null).saying(screens.savedToast());
    }

    /** The quiz, if that is what came. */
    private static Quiz quiz(CommandReply reply) {
        if (reply instanceof Quiz quiz) {
            return quiz;
        }
        throw NotNow.unless(reply);
    }

    // ---- screens

    /** The next thing to show of an open quiz. */
    private Answer further(QuizState quiz, @Nullable Rating pending) {
        Question next = next(quiz);
        Rating alertness = pending != null
                ? pending
                : quiz.answers().to(Question.ALERTNESS).map(Rating.class::cast).orElse(null);
        if (next == Question.ALERTNESS && alertness != null) {
            return quizScreen(
                    quiz,
                    Screens.in(quiz.language()).review(quiz, alertness),
                    new Tap.Review(quiz.quizId(), alertness));
        }
        return question(quiz, next, pending);
    }

    private static Question next(QuizState quiz) {
        List<Question> missing = quiz.missing();
        return missing.isEmpty() ? Question.ALERTNESS : missing.get(0);
    }

    private Answer question(QuizState quiz, Question question, @Nullable Rating pending) {
        if (!quiz.answers().isAsked(question)) {
            return further(quiz, pending); // a follow-up that a later answer has made pointless
        }
        return quizScreen(
                quiz,
                Screens.in(quiz.language()).question(quiz, question, pending),
                new Tap.Ask(quiz.quizId(), question, pending));
    }

    private static Answer quizScreen(QuizState quiz, Screen screen, @Nullable Tap shown) {
        return new Answer(screen, quiz.language(), Place.HERE, shown == null ? null : shown.data(), null);
    }

    private Answer closed(Incoming incoming, QuizClosed closed) {
        return closed(
                closed.quiz() == null
                        ? acquaintance.lastLanguage(incoming)
                        : closed.quiz().language());
    }

    private Answer closed(Language language) {
        Screens screens = Screens.in(language);
        return new Answer(screens.closed(), language, Place.HERE, null, screens.closedToast());
    }
}
