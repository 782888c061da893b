package org.sleepquiz.bot.conversation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.inbox.KeptUpdate;
import org.sleepquiz.bot.inbox.Outcome;
import org.sleepquiz.bot.inbox.Outcome.Done;
import org.sleepquiz.bot.inbox.Outcome.TryAgain;
import org.sleepquiz.bot.inbox.Outcome.Unshown;
import org.sleepquiz.bot.inbox.UpdateHandler;
import org.sleepquiz.bot.screens.Screens;
import org.sleepquiz.bot.sides.CommandReply;
import org.sleepquiz.bot.sides.CommandReply.TryLater;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.sides.UnreadableReply;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.telegram.Documents;
import org.sleepquiz.bot.telegram.FarewellToRequest;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Located;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.LocationRequest;
import org.sleepquiz.bot.telegram.Picture;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.bot.telegram.Silence;
import org.sleepquiz.bot.telegram.Telegram;
import org.sleepquiz.bot.telegram.TelegramFailure;
import org.sleepquiz.bot.telegram.TelegramFailure.TooManyRequests;
import org.sleepquiz.bot.telegram.TelegramFailure.Unreachable;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.UserSleepCommand.NoteReachabilityCommand;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the bot does when somebody writes or taps. In this order, so that every repetition is harmless and nothing untrue is
 * said: the command is stored (idempotent); then the tap is acknowledged and, at the same time, the outcome is shown (edited in
 * place), unless the outcome of the next tap takes its place. What there is to say is said by the {@link Chapter}s.
 */
public class Conversation implements UpdateHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    /** Within this time after being told that an answer is kept, a person is not told again. */
    private static final Duration OUTAGE = Duration.ofMinutes(30);

    private static final CompletableFuture<Boolean> NOT_TAPPED = CompletableFuture.completedFuture(false);

    private final Telegram telegram;
    private final Inbox inbox;
    private final CommandSide commandSide;
    private final QuerySide querySide;
    private final Acquaintance acquaintance;
    private final Acknowledgements acknowledgements;
    private final List<Door> doors;
    private final List<Chapter> chapters;
    private final Map<String, Chapter> byCommand = new HashMap<>();
    private final Map<String, Chapter> byMark = new HashMap<>();
    private final Counter undeliverable;

    /** @throws IllegalArgumentException if two chapters answer the same */
    public Conversation(
            Telegram telegram,
            Inbox inbox,
            CommandSide commandSide,
            QuerySide querySide,
            Acquaintance acquaintance,
            Acknowledgements acknowledgements,
            List<Door> doors,
            List<Chapter> chapters,
            MeterRegistry meters) {
        this.telegram = telegram;
        this.inbox = inbox;
        this.commandSide = commandSide;
        this.querySide = querySide;
        this.acquaintance = acquaintance;
        this.acknowledgements = acknowledgements;
        this.doors = List.copyOf(doors);
        this.chapters = List.copyOf(chapters);
        chapters.forEach(this::open);
        this.undeliverable = Counter.builder("sleepquiz.bot.undeliverable")
                .description("Replies to people who have blocked the bot or are gone")
                .register(meters);
    }

    private void open(Chapter chapter) {
        for (String command : chapter.commands()) {
            requireSingle(byCommand.put(command, chapter), command);
        }
        String mark = chapter.mark();
        if (mark != null) {
            requireSingle(byMark.put(mark, chapter), mark);
        }
    }

    private static void requireSingle(@Nullable Chapter other, String what) {
        if (other != null) {
            throw new IllegalArgumentException("two chapters answer " + what);
        }
    }

    @Override
    public Outcome handle(KeptUpdate update) {
        try {
            Incoming incoming = update.incoming();
            if (incoming instanceof Incoming.Reachability reachability) {
                return noted(reachability);
            }
            Answer answer = refusal(incoming).or(() -> stranger(update)).orElseGet(() -> answer(incoming));
            if (incoming instanceof Tapped tapped) {
                return new Reply(
                        update,
                        answer,
                        tapped.messageId(),
                        acknowledgements.acknowledge(tapped, answer.toast(), false));
            }
            return new Reply(update, answer, null, NOT_TAPPED);
        } catch (NotNow notNow) {
            return kept(update, notNow.reply());
        }
    }

    private Optional<Answer> refusal(Incoming incoming) {
        return doors.stream().flatMap(door -> door.refusal(incoming).stream()).findFirst();
    }

    /**
     * Somebody whose data were erased may still have old buttons, and must not come back by one; by the button that begins a quiz
     * they do so knowingly. Asked only of people whom we do not remember.
     */
    private Optional<Answer> stranger(KeptUpdate update) {
        if (update.known()
                || !(update.incoming() instanceof Tapped tapped)
                || mayComeFromStrangers(tapped.data())
                || !querySide.settings(tapped.telegramId()).isUnknownUser()) {
            return Optional.empty();
        }
        Language language = acquaintance.lastLanguage(tapped);
        Screens screens = Screens.in(language);
        return Optional.of(Answer.browsing(screens.closed(), language).saying(screens.closedToast()));
    }

    private boolean mayComeFromStrangers(@Nullable String data) {
        return data == null
                || new Tap.Start().data().equals(data)
                || Optional.ofNullable(byMark.get(mark(data)))
                        .filter(Chapter::answersStrangers)
                        .isPresent();
    }

    private Answer answer(Incoming incoming) {
        if (incoming instanceof Tapped tapped) {
            return tapped(tapped);
        }
        if (incoming instanceof Said said && said.text().strip().startsWith("/")) {
            return command(said);
        }
        return inbox.lastShown(incoming.userId())
                .flatMap(shown -> Optional.ofNullable(byMark.get(mark(shown.shown())))
                        .flatMap(chapter -> chapter.message(incoming, shown)))
                .or(() -> placeNobodyAskedFor(incoming))
                .orElseGet(() -> notAsked(incoming));
    }

    private Optional<Answer> placeNobodyAskedFor(Incoming incoming) {
        return incoming instanceof Located located
                ? chapters.stream()
                        .flatMap(chapter -> chapter.place(located).stream())
                        .findFirst()
                : Optional.empty();
    }

    private Answer command(Said said) {
        String[] words = said.text().strip().split("\\s+", 2);
        String command = words[0].substring(1).split("@", 2)[0].toLowerCase(Locale.ROOT);
        Chapter chapter = byCommand.get(command);
        if (chapter == null) {
            Language language = acquaintance.register(said);
            return Answer.aside(Screens.in(language).unknownCommand(), language);
        }
        return chapter.command(said, command, words.length > 1 ? words[1] : "");
    }

    private Answer tapped(Tapped tapped) {
        String data = tapped.data() == null ? "" : tapped.data();
        String mark = mark(data);
        return Optional.ofNullable(byMark.get(mark))
                .flatMap(chapter -> chapter.tap(tapped, mark.isEmpty() ? data : data.substring(mark.length() + 1)))
                .orElseGet(() -> unknownButton(tapped));
    }

    /** What is before the first colon. */
    private static String mark(String data) {
        return data.substring(0, Math.max(0, data.indexOf(':')));
    }

    private Answer unknownButton(Tapped tapped) {
        Language language = acquaintance.register(tapped);
        Screens screens = Screens.in(language);
        return Answer.aside(screens.notUnderstood(), language).saying(screens.unknownButtonToast());
    }

    private Answer notAsked(Incoming incoming) {
        TypedTime typed = TypedTime.of(incoming instanceof Said said ? said.text() : "");
        Language language = acquaintance.register(incoming);
        Screens screens = Screens.in(language);
        if (typed instanceof TypedTime.Understood understood) {
            return Answer.aside(screens.timeNotAsked(understood.time()), language);
        }
        return Answer.aside(
                typed instanceof TypedTime.Unclear ? screens.timeUnclear() : screens.notUnderstood(), language);
    }

    /** The person has blocked the bot, or let it in again. There is nobody to talk to, and nobody is made by this. */
    private Outcome noted(Incoming.Reachability change) {
        CommandReply reply = commandSide.send(new NoteReachabilityCommand(
                change.telegramId(), change.reachable(), change.reachable() ? null : Reason.BLOCKED));
        if (reply instanceof TryLater later) {
            return new TryAgain(later.reason(), later.retryAfter());
        }
        return new Done(null, null, null);
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
                this.target = isAside() || !(answer.message() instanceof Screen) ? null : tappedMessage;
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
            if (answer.message() instanceof Silence) {
                return new Done(null, null, answer.language());
            }
            try {
                long shownIn = put();
                return new Done(
                        isWhatThePersonIsAt(shownIn, covered) ? (Long) shownIn : null,
                        answer.shown(),
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

        private boolean isWhatThePersonIsAt(long shownIn, List<Unshown> covered) {
            return !isAside() && !(answer.place() instanceof Place.Browsing) && !isOfThePast(shownIn, covered);
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
            if (answer.message() instanceof Picture picture) {
                return update.sentMessageId() != null ? update.sentMessageId() : sent(telegram.send(chat(), picture));
            }
            if (answer.message() instanceof Documents documents) {
                return put(documents.files());
            }
            if (answer.message() instanceof LocationRequest request) {
                return update.sentMessageId() != null ? update.sentMessageId() : sent(telegram.send(chat(), request));
            }
            if (answer.message() instanceof FarewellToRequest farewell) {
                if (update.sentMessageId() == null) {
                    telegram.endRequest(chat(), farewell.html());
                }
                return put(farewell.then());
            }
            return put((Screen) answer.message());
        }

        private long put(Screen screen) {
            if (target != null) {
                try {
                    telegram.edit(chat(), target, screen);
                    return target;
                } catch (TelegramFailure.Refused refused) {
                    if (!refused.isMessageGone()) {
                        throw refused;
                    }
                }
            }
            return sent(telegram.send(chat(), screen));
        }

        /** All but the last are remembered as soon as they are sent, so that a second attempt sends only the rest. */
        private long put(List<Documents.File> files) {
            Long first = update.sentMessageId() != null ? update.sentMessageId() : telegram.send(chat(), files.get(0));
            if (update.sentMessageId() == null) {
                inbox.sent(update, first);
            }
            for (Documents.File file : files.subList(1, files.size())) {
                telegram.send(chat(), file);
            }
            return first;
        }

        private long sent(long messageId) {
            inbox.sent(update, messageId);
            return messageId;
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
        Screens screens = Screens.in(acquaintance.lastLanguage(incoming));
        boolean seen = false;
        if (incoming instanceof Tapped tapped && update.postponed() == 0) {
            seen = isSeen(acknowledgements.acknowledge(tapped, screens.keptToast(), first));
        }
        if (first && !seen) {
            long notice = telegram.send(incoming.chatId(), screens.kept());
            if (!(incoming instanceof Tapped)) {
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
        if (update.incoming() instanceof Incoming.Reachability) {
            return; // there is nobody to be told
        }
        Screens screens = Screens.in(acquaintance.lastLanguage(update.incoming()));
        boolean saved = cause instanceof SavedNotShown || cause instanceof UnreadableReply;
        telegram.send(update.incoming().chatId(), saved ? screens.savedNotShown() : screens.notSaved());
    }
}
