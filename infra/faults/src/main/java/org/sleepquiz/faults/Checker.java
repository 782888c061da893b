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
import org.sleepquiz.faults.Ledger.Acknowledged;
import org.sleepquiz.faults.Ledger.Erasure;
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
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;

/**
 * Compares what was promised with the log, the read model with the log, and the topic with the log, and looks for what is left of people
 * who were erased. Looks at values only, so that it can itself be tested with planted faults.
 */
final class Checker {

    private final Ledger ledger;
    private final Graves graves;
    private final List<Finding> findings = new ArrayList<>();
    private long redelivered;

    private Checker(Ledger ledger, Graves graves) {
        this.ledger = ledger;
        this.graves = graves;
    }

    /**
     * @param log everything in it, by position
     * @param readModel everything in it
     * @param topic everything in it, by partition and offset
     * @param traces every other row that names a person
     */
    static Verdict check(Ledger ledger, List<Logged> log, Tables readModel, List<Published> topic, List<Trace> traces) {
        Checker checker = new Checker(ledger, Graves.in(log));
        checker.streams(log);
        checker.promises(log);
        checker.erasures(log);
        checker.traces(log, traces);
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
            String user = logged.stream();
            UserSleepEvent event = logged.event();
            // what was recorded stays in the log when its person is erased
            graves.person(logged).ifPresent(person -> kept.add(new Promise.Position(person, logged.position())));
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
        Map<String, List<Erasure>> erasures = ledger.erasures().stream().collect(Collectors.groupingBy(Erasure::user));
        for (Acknowledged acknowledged : ledger.acknowledged()) {
            Promise promise = acknowledged.promise();
            List<Erasure> ofUser = erasures.getOrDefault(promise.user(), List.of());
            if (!kept.contains(promise)
                    && (promise instanceof Promise.Position || !mayBeErased(acknowledged, ofUser))) {
                found(Kind.LOST, told(promise));
            }
        }
    }

    /**
     * Whether an erasure may have come after that was recorded: one that was not over when it was asked for, or a request that had got no
     * reply and took effect later. The log tells of those.
     */
    private boolean mayBeErased(Acknowledged promise, List<Erasure> erasures) {
        if (erasures.stream().anyMatch(erasure -> !erasure.wasOverBefore(promise))) {
            return true;
        }
        String user = promise.promise().user();
        return promise.position() > 0
                ? graves.last(user) > promise.position()
                : graves.of(user).size()
                        > erasures.stream().filter(Erasure::isCertain).count();
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
        Map<String, List<Logged>> byName = new TreeMap<>();
        for (Logged logged : log) {
            if (!ids.add(logged.id())) {
                found(Kind.DOUBLED, "event " + logged.id() + " is in the log twice");
            }
            byName.computeIfAbsent(logged.stream(), none -> new ArrayList<>()).add(logged);
        }
        byName.forEach((name, stream) -> {
            if (!isWhole(name, stream)) {
                return;
            }
            if (stream.get(0).isNamed()) {
                stream(name, stream);
            } else {
                grave(name, stream);
            }
        });
    }

    private boolean isWhole(String name, List<Logged> stream) {
        for (int index = 0; index < stream.size(); index++) {
            if (stream.get(index).sequence() != index) {
                found(Kind.LOST, "user " + name + " has no event " + index + " but later ones");
                return false;
            }
        }
        return true;
    }

    private void stream(String user, List<Logged> stream) {
        for (Logged logged : stream) {
            String what = "user " + user + " event " + logged.sequence();
            if (logged.event() == null || logged.event() instanceof UserErased) {
                found(Kind.REMAINS, what + " is erased and still has their name");
            } else if ((logged.event() instanceof UserRegistered) != (logged.sequence() == 0)) {
                found(logged.sequence() == 0 ? Kind.TORN : Kind.DOUBLED, "registration: " + what);
            }
        }
        new Life(user, stream).check();
    }

    /** What is left of somebody: every event, none that can be read, and in the end the one that says whose they were. */
    private void grave(String name, List<Logged> stream) {
        for (Logged logged : stream) {
            String what = "event " + logged.sequence() + " of an erased stream, " + name + ",";
            boolean isLast = logged.sequence() == stream.size() - 1;
            if (isLast != logged.event() instanceof UserErased) {
                found(Kind.TORN, what + (isLast ? " is the last and tells of no erasure" : " tells of the erasure"));
            }
            if (logged.event() != null && !(logged.event() instanceof UserErased)) {
                found(Kind.REMAINS, what + " can still be read");
            }
        }
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

    // ---- who was erased is gone

    private void erasures(List<Logged> log) {
        Map<Long, Logged> byPosition =
                log.stream().collect(Collectors.toMap(Logged::position, each -> each, (first, again) -> first));
        Map<String, List<Acknowledged>> positions = ledger.acknowledged().stream()
                .filter(acknowledged -> acknowledged.promise() instanceof Promise.Position)
                .collect(Collectors.groupingBy(
                        acknowledged -> acknowledged.promise().user()));
        Map<String, List<Erasure>> byUser = ledger.erasures().stream().collect(Collectors.groupingBy(Erasure::user));
        byUser.forEach((user, erasures) -> {
            long done = graves.of(user).size();
            long certain = erasures.stream().filter(Erasure::isCertain).count();
            if (done < certain) {
                found(Kind.LOST, "user " + user + " was erased " + certain + " times, and the log knows of " + done);
            }
            boolean isCounted = erasures.stream().allMatch(erasure -> erasure.most() > 0);
            if (isCounted && done > erasures.stream().mapToLong(Erasure::most).sum()) {
                found(Kind.DOUBLED, "user " + user + " was erased more often than anybody has asked for");
            }
            List<Erasure> acknowledged =
                    erasures.stream().filter(Erasure::isAcknowledged).toList();
            for (Acknowledged before : positions.getOrDefault(user, List.of())) {
                Logged event = byPosition.get(before.position());
                if (event != null
                        && event.isNamed()
                        && acknowledged.stream().anyMatch(erasure -> erasure.isAfter(before))) {
                    found(
                            Kind.REMAINS,
                            "user " + user + " event at " + before.position() + " is from before their erasure");
                }
            }
        });
    }

    private void traces(List<Logged> log, List<Trace> traces) {
        Map<String, Set<@Nullable UUID>> keys = new HashMap<>();
        Map<String, Logged> byId = new HashMap<>();
        for (Logged logged : log) {
            if (logged.isNamed()) {
                keys.computeIfAbsent(logged.stream(), user -> new HashSet<>()).add(logged.key());
            }
            byId.put(logged.id(), logged);
        }
        Set<String> keyHolders = new HashSet<>();
        for (Trace trace : traces) {
            String what = trace.table() + " of user " + trace.user();
            boolean isHere = keys.containsKey(trace.user());
            if (trace.key() != null) {
                keyHolders.add(trace.user());
                if (!Set.of(trace.key()).equals(keys.get(trace.user()))) {
                    found(Kind.REMAINS, what + " has not the key of their events");
                }
            } else if (trace.event() != null) {
                Logged event = byId.get(trace.event());
                if (event == null || !event.isNamed()) {
                    found(Kind.REMAINS, what + " is from before their erasure");
                }
            } else if (trace.since() != null) {
                if (graves.of(trace.user()).stream()
                        .anyMatch(erased -> !erased.occurredAt().isBefore(trace.since()))) {
                    found(Kind.REMAINS, what + " is from before their erasure");
                }
            } else if (!isHere) {
                found(Kind.REMAINS, what + ", who is not here");
            }
        }
        keys.keySet().stream()
                .filter(user -> !keyHolders.contains(user))
                .forEach(user -> found(Kind.LOST, "user " + user + " has events and no key"));
    }

    // ---- the topic

    private void topic(List<Logged> log, List<Published> topic) {
        Map<String, Long> newest = new HashMap<>();
        Map<String, Logged> newestOfUser = new HashMap<>();
        Map<String, Integer> partitions = new HashMap<>();
        Set<String> seen = new HashSet<>();
        Set<String> told = new HashSet<>();
        Map<String, Logged> logged =
                log.stream().collect(Collectors.toMap(Logged::id, each -> each, (first, again) -> first));
        for (Published record : topic) {
            String place = "topic: user " + record.key() + " at " + record.partition() + "/" + record.offset();
            Integer partition = partitions.putIfAbsent(record.key(), record.partition());
            if (partition != null && partition != record.partition()) {
                found(Kind.MISORDERED, place + " was in another partition before");
            }
            boolean isNew = seen.add(record.id());
            if (!isNew) {
                redelivered++;
            }
            Logged event = logged.get(record.id());
            if (event == null) {
                found(Kind.INVENTED, place + " is an event that the log does not have");
                continue;
            }
            if (!isOf(record, event)) {
                found(Kind.WRONG, place + " differs from the log");
            }
            long before = newest.getOrDefault(event.stream(), -1L);
            if (told.contains(event.stream())) {
                if (isNew) {
                    found(Kind.MISORDERED, place + " comes after it was told that they are erased");
                }
                continue;
            }
            if (event.event() instanceof UserErased) {
                told.add(event.stream());
            }
            // of somebody who was erased some may never have been published
            boolean mayLeaveOut = !event.isNamed();
            if (mayLeaveOut ? isNew && record.sequence() < before : record.sequence() > before + 1) {
                found(
                        Kind.MISORDERED,
                        place + " has " + record.sequence()
                                + (mayLeaveOut ? " after " + before : " before " + (before + 1)));
            }
            newest.merge(event.stream(), record.sequence(), Math::max);
            Logged last = isNew ? newestOfUser.put(record.key(), event) : null;
            if (last != null && !last.stream().equals(event.stream()) && last.position() > event.position()) {
                found(Kind.MISORDERED, place + " is of a life before the last");
            }
        }
        log.stream()
                .filter(each -> each.isNamed() || each.event() instanceof UserErased)
                .filter(each -> !seen.contains(each.id()))
                .forEach(each -> found(
                        Kind.LOST, "topic: user " + each.stream() + " event " + each.sequence() + " is not in it"));
    }

    private boolean isOf(Published record, Logged event) {
        return graves.person(event).filter(record.key()::equals).isPresent()
                && record.sequence() == event.sequence()
                && (event.event() == null || says(record, event.event()));
    }

    private static boolean says(Published record, UserSleepEvent event) {
        return record.type().equals(EventType.of(event.getClass()).published())
                && Json.MAPPER
                        .readTree(record.value())
                        .equals(Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(event)));
    }
}
