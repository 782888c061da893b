package org.sleepquiz.bot.taps;

import java.nio.ByteBuffer;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.taps.Tap.Answer;
import org.sleepquiz.bot.taps.Tap.Ask;
import org.sleepquiz.bot.taps.Tap.AskCancel;
import org.sleepquiz.bot.taps.Tap.Cancel;
import org.sleepquiz.bot.taps.Tap.Continue;
import org.sleepquiz.bot.taps.Tap.PickHour;
import org.sleepquiz.bot.taps.Tap.Review;
import org.sleepquiz.bot.taps.Tap.Start;
import org.sleepquiz.bot.taps.Tap.StartOver;
import org.sleepquiz.bot.taps.Tap.Submit;
import org.sleepquiz.bot.taps.Tap.Tick;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;

/**
 * The form of a tap: one letter for the action, 22 for the quiz, one for the question, one for the pending alertness, then
 * the value. Buttons live in people's chats for years, so a letter that was given once is never given to another meaning,
 * and no letter follows from the order of an enum.
 */
final class CallbackData {

    private static final int UUID_LENGTH = 22;
    private static final char NOTHING_PENDING = '-';

    private CallbackData() {}

    static String write(Tap tap) {
        if (tap instanceof Ask ask) {
            return "q" + quiz(ask.quiz()) + letter(ask.question()) + pending(ask.pending());
        } else if (tap instanceof PickHour pick) {
            return "h" + quiz(pick.quiz()) + letter(pick.question()) + pending(pick.pending()) + pick.hour();
        } else if (tap instanceof Answer answer) {
            return "a"
                    + quiz(answer.quiz())
                    + letter(answer.question())
                    + pending(answer.pending())
                    + value(answer.value());
        } else if (tap instanceof Tick tick) {
            return "t"
                    + quiz(tick.quiz())
                    + letter(Question.DISRUPTIONS)
                    + pending(tick.pending())
                    + letters(tick.ticked());
        } else if (tap instanceof Review review) {
            return "r" + quiz(review.quiz()) + letter(Question.ALERTNESS) + pending(review.alertness());
        } else if (tap instanceof Submit submit) {
            return "s" + quiz(submit.quiz()) + letter(Question.ALERTNESS) + pending(submit.alertness());
        } else if (tap instanceof AskCancel cancel) {
            return "x" + quiz(cancel.quiz()) + letter(cancel.question()) + pending(cancel.pending());
        } else if (tap instanceof Cancel cancel) {
            return "c" + quiz(cancel.quiz());
        } else if (tap instanceof Continue go) {
            return "g" + quiz(go.quiz());
        } else if (tap instanceof StartOver over) {
            return "o" + quiz(over.quiz());
        }
        return "n";
    }

    static Optional<Tap> read(@Nullable String data) {
        if (data == null || data.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(data));
        } catch (IllegalArgumentException | IndexOutOfBoundsException notOurs) {
            // a button of another bot, of an older make, or data made up by a client: all are answered alike
            return Optional.empty();
        }
    }

    private static Tap parse(String data) {
        char action = data.charAt(0);
        if (action == 'n') {
            requireLength(data, 1);
            return new Start();
        }
        UUID quiz = quiz(data.substring(1, 1 + UUID_LENGTH));
        switch (action) {
            case 'c', 'g', 'o' -> {
                requireLength(data, 1 + UUID_LENGTH);
                return action == 'c' ? new Cancel(quiz) : action == 'g' ? new Continue(quiz) : new StartOver(quiz);
            }
            default -> {}
        }
        Question question = question(data.charAt(1 + UUID_LENGTH));
        Rating pending = pending(data.charAt(2 + UUID_LENGTH));
        String value = data.substring(3 + UUID_LENGTH);
        return switch (action) {
            case 'q' -> new Ask(quiz, question, nothingAfter(value, pending));
            case 'h' -> new PickHour(quiz, question, number(value), pending);
            case 'a' -> new Answer(quiz, question, value(question, value), pending);
            case 't' -> new Tick(quiz, disruptions(value), pending);
            case 'r' -> new Review(quiz, present(nothingAfter(value, pending)));
            case 's' -> new Submit(quiz, present(nothingAfter(value, pending)));
            case 'x' -> new AskCancel(quiz, question, nothingAfter(value, pending));
            default -> throw new IllegalArgumentException("no such action");
        };
    }

    private static @Nullable Rating nothingAfter(String value, @Nullable Rating pending) {
        requireLength(value, 0);
        return pending;
    }

    private static Rating present(@Nullable Rating rating) {
        if (rating == null) {
            throw new IllegalArgumentException("alertness is missing");
        }
        return rating;
    }

    private static void requireLength(String data, int length) {
        if (data.length() != length) {
            throw new IllegalArgumentException("too long");
        }
    }

    private static String quiz(UUID quiz) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(quiz.getMostSignificantBits())
                .putLong(quiz.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static UUID quiz(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static char letter(Question question) {
        return switch (question) {
            case BEDTIME -> 'b';
            case SLEEP_LATENCY -> 'l';
            case WAKE_TIME -> 'w';
            case NIGHT_WAKINGS -> 'n';
            case TIME_AWAKE -> 't';
            case SLEEP_QUALITY -> 'q';
            case PHONE_USAGE -> 'p';
            case PHONE_DURATION -> 'f';
            case DISRUPTIONS -> 'd';
            case ALERTNESS -> 'a';
        };
    }

    private static Question question(char letter) {
        return Arrays.stream(Question.values())
                .filter(question -> letter(question) == letter)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such question"));
    }

    /** One digit, 0 standing for 10. */
    private static char pending(@Nullable Rating rating) {
        return rating == null ? NOTHING_PENDING : (char) ('0' + rating.points() % 10);
    }

    private static @Nullable Rating pending(char digit) {
        if (digit == NOTHING_PENDING) {
            return null;
        }
        return new Rating(digit == '0' ? 10 : digit - '0');
    }

    private static String value(AnswerValue value) {
        if (value instanceof ClockTime clock) {
            return "%02d%02d".formatted(clock.time().getHour(), clock.time().getMinute());
        } else if (value instanceof Duration duration) {
            return String.valueOf(letter(duration.bin()));
        } else if (value instanceof Wakings wakings) {
            return String.valueOf(letter(wakings.wakings()));
        } else if (value instanceof Rating rating) {
            return String.valueOf(rating.points());
        } else if (value instanceof YesNo answer) {
            return answer.yes() ? "y" : "n";
        }
        return letters(((Disruptions) value).disruptions());
    }

    private static AnswerValue value(Question question, String text) {
        return switch (question.kind()) {
            case CLOCK_TIME -> {
                requireLength(text, 4);
                int clock = number(text);
                yield new ClockTime(clockTime(clock / 100, clock % 100));
            }
            case DURATION -> new Duration(oneOf(DurationBin.values(), bin -> letter(bin), text));
            case WAKINGS -> new Wakings(oneOf(NightWakings.values(), wakings -> letter(wakings), text));
            case RATING -> new Rating(number(text));
            case YES_NO -> {
                if (!text.equals("y") && !text.equals("n")) {
                    throw new IllegalArgumentException("neither yes nor no");
                }
                yield new YesNo(text.equals("y"));
            }
            case DISRUPTIONS -> new Disruptions(disruptions(text));
        };
    }

    private static LocalTime clockTime(int hour, int minute) {
        if (hour > 23 || minute > 59) {
            throw new IllegalArgumentException("no such time");
        }
        return LocalTime.of(hour, minute);
    }

    private static int number(String text) {
        if (text.isEmpty() || !text.chars().allMatch(character -> character >= '0' && character <= '9')) {
            throw new IllegalArgumentException("not a number");
        }
        return Integer.parseInt(text);
    }

    private static char letter(DurationBin bin) {
        return switch (bin) {
            case UNDER_15 -> 'u';
            case FROM_15_TO_30 -> 'q';
            case FROM_30_TO_60 -> 'h';
            case OVER_60 -> 'o';
        };
    }

    private static char letter(NightWakings wakings) {
        return switch (wakings) {
            case NONE -> 'n';
            case ONE_OR_TWO -> 'f';
            case THREE_OR_MORE -> 'm';
        };
    }

    private static char letter(Disruption disruption) {
        return switch (disruption) {
            case NOISE -> 'n';
            case LIGHT -> 'l';
            case TEMPERATURE -> 't';
            case STRESS -> 's';
            case DREAM -> 'd';
            case PAIN -> 'p';
        };
    }

    private static String letters(Set<Disruption> disruptions) {
        StringBuilder letters = new StringBuilder();
        for (Disruption disruption : Disruption.values()) {
            if (disruptions.contains(disruption)) {
                letters.append(letter(disruption));
            }
        }
        return letters.toString();
    }

    private static Set<Disruption> disruptions(String letters) {
        EnumSet<Disruption> disruptions = EnumSet.noneOf(Disruption.class);
        for (char letter : letters.toCharArray()) {
            disruptions.add(oneOf(Disruption.values(), disruption -> letter(disruption), String.valueOf(letter)));
        }
        return disruptions;
    }

    private interface Letter<E> {
        char of(E constant);
    }

    private static <E> E oneOf(E[] constants, Letter<E> letters, String text) {
        requireLength(text, 1);
        return Arrays.stream(constants)
                .filter(constant -> letters.of(constant) == text.charAt(0))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such choice"));
    }
}
