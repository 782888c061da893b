package org.sleepquiz.messages;

import java.util.List;
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import org.sleepquiz.messages.UserSleepEvent.QuestionAnswered;
import org.sleepquiz.messages.UserSleepEvent.QuizAbandoned;
import org.sleepquiz.messages.UserSleepEvent.QuizCancelled;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.QuizStarted;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryDeleted;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserReachable;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.messages.UserSleepEvent.WeeklyReportDue;

/**
 * The name and the revision under which an event is stored and published: the only link between data and classes.
 *
 * @param name as in {@code QuestionAnswered}
 * @param revision counts up with each change of the event's JSON
 * @param eventClass the class that holds the newest revision
 */
public record EventType(String name, int revision, Class<? extends UserSleepEvent> eventClass) {

    /** Every type of event there is. */
    public static final List<EventType> ALL = List.of(
            new EventType("UserRegistered", 1, UserRegistered.class),
            new EventType("QuizStarted", 1, QuizStarted.class),
            new EventType("QuestionAnswered", 1, QuestionAnswered.class),
            new EventType("QuizCompleted", 1, QuizCompleted.class),
            new EventType("QuizCancelled", 1, QuizCancelled.class),
            new EventType("QuizAbandoned", 1, QuizAbandoned.class),
            new EventType("SleepEntryCorrected", 1, SleepEntryCorrected.class),
            new EventType("SleepEntryDeleted", 1, SleepEntryDeleted.class),
            new EventType("SettingsChanged", 1, SettingsChanged.class),
            new EventType("QuizPrompted", 1, QuizPrompted.class),
            new EventType("PromptSnoozed", 1, PromptSnoozed.class),
            new EventType("WeeklyReportDue", 1, WeeklyReportDue.class),
            new EventType("UserUnreachable", 2, UserUnreachable.class),
            new EventType("UserReachable", 1, UserReachable.class),
            new EventType("UserErased", 1, UserErased.class));

    private static final ClassValue<EventType> BY_CLASS = new ClassValue<>() {
        @Override
        protected EventType computeValue(Class<?> eventClass) {
            return ALL.stream()
                    .filter(type -> type.eventClass == eventClass)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(eventClass + " is not a type of event"));
        }
    };

    /**
     * @throws IllegalArgumentException if the class is not one of {@link #ALL}
     */
    public static EventType of(Class<?> eventClass) {
        return BY_CLASS.get(eventClass);
    }

    /**
     * @throws IllegalArgumentException if no event has this name
     */
    public static EventType named(String name) {
        return ALL.stream()
                .filter(type -> type.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no event is named " + name));
    }

    /** The type as it is published: {@code sleepquiz.QuestionAnswered.v1}. */
    public String published() {
        return "sleepquiz." + name + ".v" + revision;
    }
}
