package org.sleepquiz.bot.conversation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.inbox.Inbox.Shown;
import org.sleepquiz.bot.inbox.KeptUpdate;
import org.sleepquiz.bot.inbox.Outcome;
import org.sleepquiz.bot.inbox.Outcome.Done;
import org.sleepquiz.bot.inbox.Outcome.TryAgain;
import org.sleepquiz.bot.inbox.Outcome.Unshown;
import org.sleepquiz.bot.inbox.UpdateHandler;
import org.sleepquiz.bot.screens.Screens;
import org.sleepquiz.bot.sides.CommandReply;
import org.sleepquiz.bot.sides.CommandReply.Implausible;
import org.sleepquiz.bot.sides.CommandReply.Person;
import org.sleepquiz.bot.sides.CommandReply.Quiz;
import org.sleepquiz.bot.sides.CommandReply.QuizClosed;
import org.sleepquiz.bot.sides.CommandReply.Refused;
import org.sleepquiz.bot.sides.CommandReply.TryLater;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.sides.UnreadableReply;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.bot.telegram.Telegram;
import org.sleepquiz.bot.telegram.TelegramFailure;
import org.sleepquiz.bot.telegram.TelegramFailure.TooManyRequests;
import org.sleepquiz.bot.telegram.TelegramFailure.Unreachable;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizState;
import org.sleepquiz.messages.QuizStatus;
import org.sleepquiz.messages.UserSleepCommand.AnswerQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.CancelQuizCommand;
import org.sleepquiz.messages.UserSleepCommand.FirstContact;
import org.sleepquiz.messages.UserSleepCommand.RegisterUserCommand;
import org.sleepquiz.messages.UserSleepCommand.StartQuizCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the bot does when somebody writes or taps. In this order, so that every repetition is harmless and nothing untrue is
 * said: the command is stored (idempotent); then the tap is acknowledged and, at the same time, the outcome is shown (edited in
 * place), unless the outcome of the next tap takes its place.
 */
public class Conversation implements UpdateHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    /** Within this time after being told that an answer is kept, a person is not told again. */
    private static final Duration OUTAGE = Duration.ofMinutes(30);

    private final Telegram telegram;
    private final Inbox inbox;
    private final CommandSide commandSide;
    private final QuerySide querySide;
    private final Acknowledgements acknowledgements;
    private final Counter undeliverable;

    public Conversation(
            Telegram telegram,
            Inbox inbox,
            CommandSide commandSide,
            QuerySide querySide,
            Acknowledgements acknowledgements,
            MeterRegistry meters) {
        this.telegram = telegram;
        this.inbox = inbox;
        this.commandSide = commandSide;
        this.querySide = querySide;
        this.acknowledgements = acknowledgements;
        this.undeliverable = Counter.builder("sleepquiz.bot.undeliverable")
                .description("Replies to people who have blocked the bot or are gone")
                .register(meters);
    }

    /**
     * What to say to an update.
     *
     * @param screen to show
     * @param language the person's, as the command-side knows it
     * @param place where the screen goes
     * @param shown the button that would show the same again
     * @param toast said in passing when the tap is acknowledged
     */
    private record Answer(
            Screen screen,
            Language language,
            Place place,
            @Nullable Tap shown,
            @Nullable String toast) {

        Answer at(Place otherPlace) {
            return new Answer(screen, language, otherPlace, shown, toast);
        }

        Answer saying(String otherToast) {
            return new Answer(screen, language, place, shown, otherToast);
        }
    }

    /** Where a screen goes. */
    private sealed interface Place {

        /** Into the quiz's message: the one that was tapped, or a new one if something was typed. */
        record OfQuiz() implements Place {}

        /** Into that message. */
        record In(long messageId) implements Place {}

        /** Beside the quiz, whose message stays what the person is at. */
        record Aside() implements Place {}
    }

    private static final CompletableFuture<Boolean> NOT_TAPPED = CompletableFuture.completedFuture(false);
    private static final Place OF_QUIZ = new Place.OfQuiz();
    private static final Place ASIDE = new Place.Aside();

    /** Thrown past all that follows when nothing can be stored now. */
    private static final class Down extends RuntimeException {
        private final TryLater reply;

        Down(TryLater reply) {
            super(reply.reason());
            this.reply = reply;
        }
    }

    @Override
    public Outcome handle(KeptUpdate update) {
        try {
            Incoming incoming = update.incoming();
            if (incoming instanceof Tapped tapped) {
                return tapped(update, tapped);
            }
            return new Reply(update, said((Said) incoming), null, NOT_TAPPED);
        } catch (Down down) {
            return kept(update, down.reply);
        }
    }

    // ---- what was written

    private Answer said(Said said) {
        String text = said.text().strip();
        if (text.startsWith("/")) {
            return command(said, text.split("[\\s@]", 2)[0].toLowerCase(Locale.ROOT));
        }
        TypedTime typed = TypedTime.of(text);
        if (typed instanceof TypedTime.Understood understood) {
            return typedTime(said, new ClockTime(understood.time()));
        }
        Language language = register(said);
        Screens screens = Screens.in(language);
        return aside(typed instanceof TypedTime.Unclear ? screens.timeUnclear() : screens.notUnderstood(), language);
    }

    private Answer command(Said said, String command) {
        if (command.equals("/sleep_quiz")) {
            return start(said, QuizIds.startedBy(said.chatId(), said.updateId()));
        }
        Language language = register(said);
        Screens screens = Screens.in(language);
        return switch (command) {
            case "/start" -> aside(screens.welcome(), language);
            case "/help" -> aside(screens.help(), language);
            case "/privacy" -> aside(screens.privacy(), language);
            case "/cancel" -> cancelWhatIsOpen(said, language);
            default -> aside(screens.unknownCommand(), language);
        };
    }

    /** A time answers the clock question that the person has before their eyes, and no other. */
    private Answer typedTime(Said said, ClockTime time) {
        Optional<Shown> last = inbox.lastShown(said.userId());
        Optional<Tap.Ask> asked = last.flatMap(shown -> Tap.of(shown.shown()))
                .filter(Tap.Ask.class::isInstance)
                .map(Tap.Ask.class::cast)
                .filter(ask -> ask.question().kind() == Question.Kind.CLOCK_TIME);
        if (asked.isEmpty()) {
            Language language = register(said);
            return aside(Screens.in(language).timeNotAsked(time.time()), language);
        }
        Tap.Ask ask = asked.get();
        return answer(said, ask.quiz(), ask.question(), time, ask.pending())
                .at(new Place.In(last.get().messageId()));
    }

    private Answer cancelWhatIsOpen(Said said, Language language) {
        Optional<UUID> shown = inbox.lastShown(said.userId())
                .flatMap(last -> Tap.of(last.shown()))
                .flatMap(Conversation::quizOf);
        if (shown.isEmpty()) {
            return aside(Screens.in(language).nothingToCancel(), language);
        }
        QuizState quiz = look(said, shown.get());
        if (!isOpen(quiz, shown.get())) {
            return aside(Screens.in(language).nothingToCancel(), language);
        }
        Question next = next(quiz);
        return new Answer(
                Screens.in(quiz.language()).cancelQuiz(quiz.quizId(), next, null),
                quiz.language(),
                OF_QUIZ,
                new Tap.AskCancel(quiz.quizId(), next, null),
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

    private Reply tapped(KeptUpdate update, Tapped tapped) {
        Optional<Tap> tap = Tap.of(tapped.data());
        Answer answer;
        if (tap.isEmpty()) {
            Language language = register(tapped);
            Screens screens = Screens.in(language);
            answer = aside(screens.notUnderstood(), language).saying(screens.unknownButtonToast());
        } else {
            answer = answerTo(tapped, tap.get());
        }
        return new Reply(
                update, answer, tapped.messageId(), acknowledgements.acknowledge(tapped, answer.toast(), false));
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

    private FirstContact firstContact(Incoming incoming) {
        return new FirstContact(incoming.clientLanguage(), null);
    }

    /** Makes sure that the person exists, and learns their language. */
    private Language register(Incoming incoming) {
        CommandReply reply = commandSide.send(new RegisterUserCommand(incoming.telegramId(), firstContact(incoming)));
        if (reply instanceof Person person) {
            return person.settings().language();
        }
        throw unexpected(reply);
    }

    /** The quiz as it stands: starting a quiz that is known by its id changes nothing. */
    private QuizState look(Incoming incoming, UUID quizId) {
        return quiz(startCommand(incoming, quizId, false)).state();
    }

    private CommandReply startCommand(Incoming incoming, UUID quizId, boolean startOver) {
        return commandSide.send(
                new StartQuizCommand(incoming.telegramId(), quizId, firstContact(incoming), incoming.at(), startOver));
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
                incoming.telegramId(), quizId, question, value, firstContact(incoming), incoming.at()));
        if (reply instanceof QuizClosed closed) {
            return closed(incoming, closed);
        }
        if (reply instanceof Implausible implausible) {
            return implausible(incoming, quizId, implausible, pending);
        }
        if (reply instanceof Refused refused) {
            LOG.error("event=answer-refused question={} status={} code={}", question, refused.status(), refused.code());
            Language language = lastLanguage(incoming);
            return aside(Screens.in(language).notSaved(), language);
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
                ? lastLanguage(incoming)
                : implausible.quiz().language();
        Screen screen = Screens.in(language).implausible(quizId, implausible.questions(), implausible.quiz(), pending);
        return new Answer(screen, language, OF_QUIZ, new Tap.Continue(quizId), null);
    }

    private Answer summary(Incoming incoming, QuizState quiz, OptionalLong position) {
        if (quiz.entry() == null) {
            return closed(quiz.language());
        }
        Screens screens = Screens.in(quiz.language());
        Screen screen = screens.summary(
                quiz.entry(),
                querySide.weekBefore(incoming.telegramId(), quiz.entry().nightDate(), position));
        return quizScreen(quiz, screen, null).saying(screens.savedToast());
    }

    /** The quiz, if that is what came. */
    private static Quiz quiz(CommandReply reply) {
        if (reply instanceof Quiz quiz) {
            return quiz;
        }
        throw unexpected(reply);
    }

    private static RuntimeException unexpected(CommandReply reply) {
        return reply instanceof TryLater later ? new Down(later) : new UnexpectedReply(reply);
    }

    /** A reply that the contract does not know for that command. */
    private static final class UnexpectedReply extends RuntimeException {
        UnexpectedReply(CommandReply reply) {
            super(
                    reply instanceof Refused refused
                            ? "status=" + refused.status() + " code=" + refused.code()
                            : reply.getClass().getSimpleName());
        }
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
        return new Answer(screen, quiz.language(), OF_QUIZ, shown, null);
    }

    private Answer closed(Incoming incoming, QuizClosed closed) {
        return closed(
                closed.quiz() == null ? lastLanguage(incoming) : closed.quiz().language());
    }

    private Answer closed(Language language) {
        Screens screens = Screens.in(language);
        return new Answer(screens.closed(), language, OF_QUIZ, null, screens.closedToast());
    }

    private static Answer aside(Screen screen, Language language) {
        return new Answer(screen, language, ASIDE, null, null);
    }

    private Language lastLanguage(Incoming incoming) {
        return inbox.lastLanguage(incoming.userId()).orElseGet(incoming::clientLanguage);
    }

    /** An answer on its way into a message. Nothing can be lost any more, only unseen. */
    private final class Reply implements Unshown {
        private final KeptUpdate update;
        private final Answer answer;
        private final @Nullable Long target; // null for a new message
        private final CompletableFuture<Boolean> acknowledged;

        Reply(KeptUpdate update, Answer answer, @Nullable Long tappedMessage, CompletableFuture<Boolean> acknowledged) {
            this.update = update;
            this.answer = answer;
            this.acknowledged = acknowledged;
            if (update.sentMessageId() != null) {
                this.target = update.sentMessageId(); // an earlier attempt has sent it
            } else if (answer.place() instanceof Place.In in) {
                this.target = in.messageId();
            } else {
                this.target = isAside() ? null : tappedMessage;
            }
        }

        private boolean isAside() {
            return answer.place() instanceof Place.Aside;
        }

        private long chat() {
            return update.incoming().chatId();
        }

        @Override
        public boolean mayWaitFor(Incoming next) {
            return target != null
                    && next instanceof Tapped tapped
                    && tapped.chatId() == chat()
                    && target.equals(tapped.messageId());
        }

        @Override
        public boolean covers(Unshown earlier) {
            return target != null
                    && earlier instanceof Reply reply
                    && reply.chat() == chat()
                    && target.equals(reply.target);
        }

        @Override
        public Outcome show(List<Unshown> covered) {
            Outcome outcome = shown(covered);
            covered.forEach(earlier -> ((Reply) earlier).awaitAcknowledgement());
            awaitAcknowledgement();
            return outcome;
        }

        /** It goes its own way if it fails, but stopping must not cut it off. */
        private void awaitAcknowledgement() {
            acknowledged.handle((seen, failure) -> failure == null).join();
        }

        private Outcome shown(List<Unshown> covered) {
            try {
                long shownIn = put();
                return new Done(
                        isAside() || isOfThePast(shownIn, covered) ? null : (Long) shownIn,
                        answer.shown() == null ? null : answer.shown().data(),
                        answer.language());
            } catch (TooManyRequests throttled) {
                return new TryAgain("throttled", throttled.retryAfter());
            } catch (Unreachable unreachable) {
                return new TryAgain("telegram-unreachable", null);
            } catch (TelegramFailure.Refused refused) {
                if (refused.isUndeliverable()) {
                    undeliverable.increment();
                    return new Done(null, null, answer.language());
                }
                throw new SavedNotShown(refused);
            } catch (RuntimeException unshown) {
                throw new SavedNotShown(unshown);
            }
        }

        /** Whether this ends a quiz in a message other than the one the person is at, which then stays what they are at. */
        private boolean isOfThePast(long shownIn, List<Unshown> covered) {
            boolean goesOn = answer.shown() != null
                    || covered.stream().anyMatch(earlier -> ((Reply) earlier).answer.shown() != null);
            return !goesOn
                    && inbox.lastShown(update.incoming().userId())
                            .filter(last -> last.messageId() != shownIn)
                            .isPresent();
        }

        /** Into the message wanted, or else a new one. */
        private long put() {
            if (target != null) {
                try {
                    telegram.edit(chat(), target, answer.screen());
                    return target;
                } catch (TelegramFailure.Refused refused) {
                    if (!refused.isMessageGone()) {
                        throw refused;
                    }
                }
            }
            long sent = telegram.send(chat(), answer.screen());
            inbox.sent(update, sent);
            return sent;
        }
    }

    // ---- when things go wrong

    /** Nothing can be stored now: the update stays in the inbox, and the person is told so, once. */
    private Outcome kept(KeptUpdate update, TryLater reply) {
        try {
            tellKept(update);
        } catch (TelegramFailure untold) { // the next attempt is what matters
            LOG.info("event=kept-untold update={}", update.incoming().updateId());
        }
        return new TryAgain(reply.reason(), reply.retryAfter());
    }

    private void tellKept(KeptUpdate update) {
        Incoming incoming = update.incoming();
        boolean first = inbox.tellOnce(update, OUTAGE);
        Screens screens = Screens.in(lastLanguage(incoming));
        boolean seen = false;
        if (incoming instanceof Tapped tapped && update.postponed() == 0) {
            seen = isSeen(acknowledgements.acknowledge(tapped, screens.keptToast(), first));
        }
        if (first && !seen) {
            long notice = telegram.send(incoming.chatId(), screens.kept());
            if (incoming instanceof Said) {
                inbox.sent(update, notice); // becomes the reply when it can be given
            }
        }
    }

    private static boolean isSeen(CompletableFuture<Boolean> toast) {
        try {
            return toast.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof TelegramFailure failure ? failure : failed;
        }
    }

    @Override
    public void gaveUp(KeptUpdate update, Throwable cause) {
        Screens screens = Screens.in(lastLanguage(update.incoming()));
        boolean saved = cause instanceof SavedNotShown || cause instanceof UnreadableReply;
        telegram.send(update.incoming().chatId(), saved ? screens.savedNotShown() : screens.notSaved());
    }
}
