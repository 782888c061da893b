package org.sleepquiz.faults;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.faults.Finding.Kind;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuestionAnswered;
import org.sleepquiz.messages.UserSleepEvent.QuizAbandoned;
import org.sleepquiz.messages.UserSleepEvent.QuizCancelled;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryCorrected;
import org.sleepquiz.messages.UserSleepEvent.SleepEntryDeleted;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;

/**
 * Compares what was promised with the log, the read model with the log, and the topic with the log. Looks at values only, so that it
 * can itself be tested with planted faults.
 */
final class Checker {

    private final Ledger ledger;
    private final List<Finding> findings = new ArrayList<>();
    private long redelivered;

    private Checker(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * @param log everything in it, by position
     * @param readModel everything in it
     * @param topic everything in it, by partition and offset
     */
    static Verdict check(Ledger ledger, List<Logged> log, Tables readModel, List<Published> topic) {
        Checker checker = new Checker(ledger);
        checker.streams(log);
        checker.promises(log);
        Fold.of(log)
                .differences(readModel)
                .forEach(difference -> checker.found(Kind.WRONG, "read model: " + difference));
        checker.topic(log, topic);
        return new Verdict(List.copyOf(checker.findings), checker.redelivered);
    }

    private void found(Kind kind, String what) {
        findings.add(new Finding(kind, what));
    }

    // ---- every acknowledged wish is in the log

    private void promises(List<Logged> log) {
        Set<Promise> kept = new HashSet<>();
        for (Logged logged : log) {
            String user = logged.user();
            kept.add(new Promise.Position(user, logged.position()));
            UserSleepEvent event = logged.event();
            if (event instanceof QuestionAnswered answered) {
                kept.add(new Promise.Answer(user, answered.quizId(), answered.question(), answered.value()));
            } else if (event instanceof QuizCompleted completed) {
                kept.add(new Promise.WholeNight(
                        user, completed.entry().nightDate(), completed.entry().answers()));
            } else if (event instanceof SettingsChanged changed) {
                kept.add(new Promise.Settings(
                        user,
                        changed.settings().sleepNeedMinutes(),
                        changed.settings().promptTime()));
            }
        }
        ledger.acknowledged().stream()
                .filter(promise -> !kept.contains(promise))
                .forEach(promise -> found(Kind.LOST, told(promise)));
    }

    private static String told(Promise promise) {
        String user = "user " + promise.user();
        if (promise instanceof Promise.Answer answer) {
            return user + " quiz " + answer.quizId() + " " + answer.question();
        } else if (promise instanceof Promise.WholeNight night) {
            return user + " night " + night.nightDate();
        } else if (promise instanceof Promise.Position place) {
            return user + " has no event at " + place.position();
        }
        return user + " settings";
    }

    // ---- the log is whole and says nothing twice

    private void streams(List<Logged> log) {
        Set<String> ids = new HashSet<>();
        Map<String, List<Logged>> byUser = new TreeMap<>();
        for (Logged logged : log) {
            if (!ids.add(logged.id())) {
                found(Kind.DOUBLED, "event " + logged.id() + " is in the log twice");
            }
            byUser.computeIfAbsent(logged.user(), none -> new ArrayList<>()).add(logged);
        }
        byUser.forEach(this::stream);
    }

    private void stream(String user, List<Logged> stream) {
        for (int index = 0; index < stream.size(); index++) {
            if (stream.get(index).sequence() != index) {
                found(Kind.LOST, "user " + user + " has no event " + index + " but later ones");
                return;
            }
            if ((stream.get(index).event() instanceof UserRegistered) != (index == 0)) {
                found(index == 0 ? Kind.TORN : Kind.DOUBLED, "user " + user + " registration at event " + index);
            }
        }
        new Life(user, stream).check();
    }

    /** One user's stream, event by event. */
    private final class Life {

        private final String user;
        private final List<Logged> stream;
        private final Map<UUID, Answers> open = new HashMap<>();
        private final Set<UUID> closed = new HashSet<>();
        private final Map<LocalDate, SleepEntry> entries = new HashMap<>();

        Life(String user, List<Logged> stream) {
            this.user = user;
            this.stream = stream;
        }

        void check() {
            for (int index = 0; index < stream.size(); index++) {
                Logged logged = stream.get(index);
                @Nullable UserSleepEvent next =
                        index + 1 < stream.size() ? stream.get(index + 1).event() : null;
                UserSleepEvent event = logged.event();
                if (event instanceof QuestionAnswered answered) {
                    answered(answered, next);
                } else if (event instanceof QuizCompleted completed) {
                    completed(completed, next);
                } else if (event instanceof SleepEntryCorrected corrected) {
                    entries.put(corrected.entry().nightDate(), corrected.entry());
                } else if (event instanceof SleepEntryDeleted deleted) {
                    entries.remove(deleted.nightDate());
                } else if (event instanceof QuizCancelled cancelled) {
                    closed.add(cancelled.quizId());
                } else if (event instanceof QuizAbandoned abandoned) {
                    closed.add(abandoned.quizId());
                }
            }
        }

        private void answered(QuestionAnswered answered, @Nullable UserSleepEvent next) {
            String what = "user " + user + " quiz " + answered.quizId() + " " + answered.question();
            if (!ledger.wasAttempted(
                    new Promise.Answer(user, answered.quizId(), answered.question(), answered.value()))) {
                found(Kind.INVENTED, what);
            }
            Answers before = open.getOrDefault(answered.quizId(), Answers.none());
            boolean isHeld = before.to(answered.question())
                    .filter(answered.value()::equals)
                    .isPresent();
            if (isHeld || closed.contains(answered.quizId())) {
                found(Kind.DOUBLED, what);
            }
            Answers after = before.with(answered.question(), answered.value());
            open.put(answered.quizId(), after);
            boolean completes = next instanceof QuizCompleted completed
                    && completed.quizId().equals(answered.quizId());
            if (after.areComplete() != completes) {
                found(Kind.TORN, what + (completes ? " completes too early" : " does not complete the quiz"));
            }
        }

        private void completed(QuizCompleted completed, @Nullable UserSleepEvent next) {
            String what = "user " + user + " night " + completed.entry().nightDate();
            if (!closed.add(completed.quizId())) {
                found(Kind.DOUBLED, what + ": quiz " + completed.quizId() + " is completed twice");
            }
            Answers answers = open.get(completed.quizId());
            if (answers != null && !answers.equals(completed.entry().answers())) {
                found(Kind.TORN, what + ": the entry has other answers than the quiz");
            }
            SleepEntry earlier = entries.put(completed.entry().nightDate(), completed.entry());
            if (earlier == null) {
                return;
            }
            if (!earlier.entryId().equals(completed.entry().entryId())) {
                found(Kind.DOUBLED, what + " has two entries");
            } else if (!(next instanceof SleepEntryCorrected corrected)
                    || !corrected.quizId().equals(completed.quizId())) {
                found(Kind.TORN, what + " was completed again but not corrected");
            } else if (earlier.answers().equals(completed.entry().answers()) && answers == null) {
                found(Kind.DOUBLED, what + " was recorded again as it was");
            }
        }
    }

    // ---- the topic

    private void topic(List<Logged> log, List<Published> topic) {
        Map<String, Long> newest = new HashMap<>();
        Map<String, Integer> partitions = new HashMap<>();
        Map<String, Published> byId = new HashMap<>();
        Map<String, Logged> logged =
                log.stream().collect(Collectors.toMap(Logged::id, each -> each, (first, again) -> first));
        for (Published record : topic) {
            String place = "topic: user " + record.key() + " at " + record.partition() + "/" + record.offset();
            Integer partition = partitions.putIfAbsent(record.key(), record.partition());
            if (partition != null && partition != record.partition()) {
                found(Kind.MISORDERED, place + " was in another partition before");
            }
            long expected = newest.getOrDefault(record.key(), -1L) + 1;
            if (record.sequence() > expected) {
                found(Kind.MISORDERED, place + " has " + record.sequence() + " before " + expected);
            }
            newest.merge(record.key(), record.sequence(), Math::max);
            if (byId.putIfAbsent(record.id(), record) != null) {
                redelivered++;
            }
            Logged event = logged.get(record.id());
            if (event == null) {
                found(Kind.INVENTED, place + " is an event that the log does not have");
            } else if (!isOf(record, event)) {
                found(Kind.WRONG, place + " differs from the log");
            }
        }
        log.stream()
                .filter(each -> !byId.containsKey(each.id()))
                .forEach(each ->
                        found(Kind.LOST, "topic: user " + each.user() + " event " + each.sequence() + " is not in it"));
    }

    private static boolean isOf(Published record, Logged event) {
        return record.key().equals(event.user())
                && record.sequence() == event.sequence()
                && record.type().equals(EventType.of(event.event().getClass()).published())
                && Json.MAPPER
                        .readTree(record.value())
                        .equals(Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(event.event())));
    }
}
