package org.sleepquiz.faults;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.faults.Ledger.Erasure;
import org.sleepquiz.localtelegram.Button;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.Question;

/**
 * People who answer one quiz after the other in the chat, tap twice now and then, and do it again if nothing happens. An answer
 * counts as acknowledged when the same quiz goes on to something else, the last one when the bot says that the night is saved. Some have
 * everything erased in the end, and some of those come back.
 */
final class Thumb implements Runnable {

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration BETWEEN = Duration.ofMillis(100);
    /** Nights after which somebody new comes: a first contact, and a short chat to look through. */
    private static final int NIGHTS = 5;

    private static final String SAVED = "is saved";
    private static final String ERASE = "Yes, erase everything";
    private static final String ERASED = "Everything about you is erased";

    private final Supplier<LocalPerson> newcomers;
    private final Ledger ledger;
    private final Gate gate;
    private final Choices choices;
    private final Map<String, AnswerValue> chosen = new HashMap<>();
    private LocalPerson person;
    private int nights;

    Thumb(Supplier<LocalPerson> newcomers, Ledger ledger, Gate gate, Random random) {
        this.newcomers = newcomers;
        this.person = newcomers.get();
        this.ledger = ledger;
        this.gate = gate;
        this.choices = new Choices(random);
    }

    /** What a screen of a quiz wants. */
    private enum Step {
        QUESTION,
        REVIEW,
        /** Whether to go on with an open quiz. */
        RESUME
    }

    /**
     * What the person has before their eyes.
     *
     * @param question what is asked, or would be
     */
    private record Screen(long messageId, UUID quizId, Step step, Question question, List<Tap> taps) {

        /** Whether the same quiz has gone on since. */
        boolean isAfter(Screen other) {
            return quizId.equals(other.quizId) && (question != other.question || step == Step.REVIEW);
        }
    }

    @Override
    public void run() {
        while (gate.pass()) {
            Optional<Screen> screen = screen();
            if (screen.isPresent()) {
                react(screen.get());
            } else {
                person.types("/sleep_quiz");
                happens(() -> screen().isPresent());
            }
            Pause.of(BETWEEN);
        }
    }

    /** The newest message of the bot that wants something for a quiz. */
    private Optional<Screen> screen() {
        return person.messages().stream()
                .filter(ChatMessage::fromBot)
                .map(Thumb::screenOf)
                .flatMap(Optional::stream)
                .reduce((earlier, later) -> later);
    }

    private static Optional<Screen> screenOf(ChatMessage message) {
        List<Tap> taps = message.keyboard().stream()
                .flatMap(List::stream)
                .map(Button::callbackData)
                .map(Tap::of)
                .flatMap(Optional::stream)
                .toList();
        long id = message.messageId();
        for (Tap tap : taps) {
            if (tap instanceof Tap.Submit submit) {
                return Optional.of(new Screen(id, submit.quiz(), Step.REVIEW, Question.ALERTNESS, taps));
            } else if (tap instanceof Tap.Continue go) {
                return Optional.of(new Screen(id, go.quiz(), Step.RESUME, Question.BEDTIME, taps));
            }
        }
        for (Tap tap : taps) {
            if (tap instanceof Tap.Answer answer) {
                return Optional.of(new Screen(id, answer.quiz(), Step.QUESTION, answer.question(), taps));
            } else if (tap instanceof Tap.PickHour pick) {
                return Optional.of(new Screen(id, pick.quiz(), Step.QUESTION, pick.question(), taps));
            } else if (tap instanceof Tap.Review review) {
                return Optional.of(new Screen(id, review.quiz(), Step.QUESTION, Question.ALERTNESS, taps));
            }
        }
        return Optional.empty();
    }

    private void react(Screen screen) {
        if (screen.step() == Step.RESUME) {
            insist(screen, () -> tap(screen, new Tap.Continue(screen.quizId())));
        } else if (screen.step() == Step.REVIEW) {
            submit(screen);
        } else {
            AnswerValue value = choice(screen);
            if (value instanceof ClockTime time) {
                answer(screen, value, new TypedThenTapped(screen, time));
            } else if (screen.question() == Question.ALERTNESS) {
                insist(screen, () -> tap(screen, new Tap.Review(screen.quizId(), (Rating) value)));
            } else {
                answer(
                        screen,
                        value,
                        () -> tap(screen, new Tap.Answer(screen.quizId(), screen.question(), value, null)));
            }
        }
    }

    /** A time that was typed in vain, because the bot has said something else meanwhile, is chosen from the buttons. */
    private final class TypedThenTapped implements Runnable {

        private final Screen screen;
        private final ClockTime time;
        private boolean typed;

        TypedThenTapped(Screen screen, ClockTime time) {
            this.screen = screen;
            this.time = time;
        }

        @Override
        public void run() {
            if (typed) {
                tap(screen, new Tap.Answer(screen.quizId(), screen.question(), time, null));
            } else {
                typed = true;
                person.types(time.time().toString());
            }
        }
    }

    /** A person who is asked the same again gives the same answer: what they said before may still be on its way. */
    private AnswerValue choice(Screen screen) {
        return chosen.computeIfAbsent(
                screen.quizId() + " " + screen.question(), asked -> choices.to(screen.question()));
    }

    private void answer(Screen screen, AnswerValue value, Runnable giving) {
        Promise promise = promise(screen, value);
        ledger.attempt(promise);
        insist(screen, giving);
        if (screen().filter(now -> now.isAfter(screen)).isPresent()) {
            ledger.acknowledge(promise);
        }
    }

    private void submit(Screen screen) {
        Tap.Submit submit = screen.taps().stream()
                .filter(Tap.Submit.class::isInstance)
                .map(Tap.Submit.class::cast)
                .findFirst()
                .orElseThrow();
        Promise promise = promise(screen, submit.alertness());
        ledger.attempt(promise);
        insist(screen, () -> tap(screen, submit));
        boolean saved = person.messages().stream()
                .filter(message -> message.messageId() == screen.messageId())
                .anyMatch(message -> message.text().contains(SAVED));
        if (saved) {
            ledger.acknowledge(promise);
            nights++;
        }
        if (nights == NIGHTS) {
            boolean leaves = choices.oneIn(2);
            if (leaves) {
                leave();
            }
            if (!leaves || choices.oneIn(2)) {
                person = newcomers.get();
            }
            nights = 0;
        }
    }

    private void leave() {
        Erasure erasure = ledger.erasing(Long.toString(person.userId()));
        long before = timesErased();
        do {
            if (confirmation().isEmpty()) {
                person.types("/delete_my_data");
                happens(() -> confirmation().isPresent());
            }
            confirmation().ifPresent(Runnable::run);
        } while (!happens(() -> timesErased() > before) && !gate.isOver());
        if (timesErased() > before) {
            ledger.erased(erasure, true);
        }
    }

    /** A tap on the newest button that erases. */
    private Optional<Runnable> confirmation() {
        return person.messages().stream()
                .flatMap(message -> message.keyboard().stream()
                        .flatMap(List::stream)
                        .filter(button -> button.text().equals(ERASE))
                        .map(button -> (Runnable) () -> tap(button.callbackData(), message.messageId())))
                .reduce((earlier, later) -> later);
    }

    private long timesErased() {
        return person.messages().stream()
                .filter(message -> message.text().contains(ERASED))
                .count();
    }

    private Promise promise(Screen screen, AnswerValue value) {
        return new Promise.Answer(Long.toString(person.userId()), screen.quizId(), screen.question(), value);
    }

    private void tap(Screen screen, Tap tap) {
        tap(tap.data(), screen.messageId());
    }

    private void tap(String data, long messageId) {
        for (int times = choices.oneIn(6) ? 2 : 1; times > 0; times--) {
            person.tapsData(data, messageId);
        }
    }

    /** Does it again and again, until there is something else before the person's eyes. */
    private void insist(Screen screen, Runnable deed) {
        do {
            deed.run();
        } while (!happens(() -> !screen().equals(Optional.of(screen))) && !gate.isOver());
    }

    private static boolean happens(BooleanSupplier what) {
        return Pause.until(PATIENCE, what);
    }
}
