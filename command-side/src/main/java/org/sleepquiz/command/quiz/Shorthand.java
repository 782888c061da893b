package org.sleepquiz.command.quiz;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sleepquiz.command.quiz.Kept.Form;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Disruption;
import org.sleepquiz.messages.DurationBin;
import org.sleepquiz.messages.NightWakings;
import org.sleepquiz.messages.Question;
import org.sleepquiz.messages.QuizStatus;
import org.sleepquiz.messages.SleepEntry;

/**
 * How a snapshot says in a hundred and some characters what there is to know of a quiz that is over: fields with blanks between
 * them, and answers in the order of the questions with commas between them, choices by their number. Whoever changes this, the
 * questions or the choices gives the snapshot another revision.
 */
final class Shorthand {

    /** The quiz that each night's entry is from, by the night's date. */
    static final Form<LocalDate, UUID> NIGHTS = new Form<>() {

        @Override
        public String key(LocalDate nightDate) {
            return nightDate.toString();
        }

        @Override
        public String write(UUID quizId) {
            return id(quizId);
        }

        @Override
        public UUID read(String text) {
            return id(text);
        }
    };

    /** Quizzes that are over. The zone and the answers of an entry are its quiz's. */
    static final Form<UUID, ClosedQuiz> QUIZZES = new Form<>() {

        @Override
        public String key(UUID quizId) {
            return id(quizId);
        }

        @Override
        public String write(ClosedQuiz quiz) {
            String start = "%s %s %s".formatted(instant(quiz.startedAt()), quiz.timeZone(), answers(quiz.answers()));
            SleepEntry entry = quiz.entry();
            return entry == null
                    ? start + ' ' + quiz.status()
                    : "%s %s %s %s %s"
                            .formatted(
                                    start,
                                    id(entry.entryId()),
                                    entry.nightDate(),
                                    instant(entry.bedAt()),
                                    instant(entry.wakeAt()));
        }

        @Override
        public ClosedQuiz read(String text) {
            String[] fields = text.split(" ");
            Instant startedAt = instant(fields[0]);
            ZoneId zone = ZoneId.of(fields[1]);
            Answers answers = answers(fields[2]);
            if (fields.length == 4) {
                return new ClosedQuiz(QuizStatus.valueOf(fields[3]), startedAt, zone, answers, null);
            }
            SleepEntry entry = new SleepEntry(
                    id(fields[3]), LocalDate.parse(fields[4]), zone, instant(fields[5]), instant(fields[6]), answers);
            return new ClosedQuiz(QuizStatus.COMPLETED, startedAt, zone, answers, entry);
        }
    };

    private static final String YES = "y";
    private static final String NO = "n";
    private static final String NONE = "-";

    private Shorthand() {}

    private static String id(UUID id) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static UUID id(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** The log's instants are whole milliseconds. */
    private static String instant(Instant instant) {
        return Long.toString(instant.toEpochMilli(), Character.MAX_RADIX);
    }

    private static Instant instant(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text, Character.MAX_RADIX));
    }

    private static String answers(Answers answers) {
        return Stream.of(Question.values())
                .map(question -> answers.to(question)
                        .map(value -> write(question, value))
                        .orElse(""))
                .collect(Collectors.joining(","));
    }

    private static Answers answers(String text) {
        String[] values = text.split(",", -1);
        Map<Question, AnswerValue> answers = new EnumMap<>(Question.class);
        for (Question question : Question.values()) {
            Optional.of(values[question.ordinal()])
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> answers.put(question, read(question, value)));
        }
        return new Answers(answers);
    }

    private static String write(Question question, AnswerValue value) {
        return switch (question.kind()) {
            case CLOCK_TIME -> ((ClockTime) value).json();
            case DURATION -> number(((Duration) value).bin());
            case WAKINGS -> number(((Wakings) value).wakings());
            case RATING -> Integer.toString(((Rating) value).points());
            case YES_NO -> ((YesNo) value).yes() ? YES : NO;
            case DISRUPTIONS -> {
                Disruptions disruptions = (Disruptions) value;
                yield disruptions.disruptions().isEmpty()
                        ? NONE
                        : disruptions.disruptions().stream()
                                .map(Shorthand::number)
                                .collect(Collectors.joining());
            }
        };
    }

    private static AnswerValue read(Question question, String text) {
        return switch (question.kind()) {
            case CLOCK_TIME -> new ClockTime(LocalTime.parse(text));
            case DURATION -> new Duration(DurationBin.values()[Integer.parseInt(text)]);
            case WAKINGS -> new Wakings(NightWakings.values()[Integer.parseInt(text)]);
            case RATING -> new Rating(Integer.parseInt(text));
            case YES_NO -> new YesNo(text.equals(YES));
            case DISRUPTIONS -> {
                EnumSet<Disruption> disruptions = EnumSet.noneOf(Disruption.class);
                if (!text.equals(NONE)) {
                    text.chars().forEach(digit -> disruptions.add(Disruption.values()[Character.digit(digit, 10)]));
                }
                yield new Disruptions(disruptions);
            }
        };
    }

    private static String number(Enum<?> choice) {
        return Integer.toString(choice.ordinal());
    }
}
