package org.sleepquiz.query.diary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.corrected;
import static org.sleepquiz.query.Events.deleted;
import static org.sleepquiz.query.Events.erased;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.prompted;
import static org.sleepquiz.query.Events.registered;
import static org.sleepquiz.query.Events.restlessNight;
import static org.sleepquiz.query.Events.settingsChanged;
import static org.sleepquiz.query.Events.snoozed;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.SleepEntry;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuizCompleted;
import org.sleepquiz.messages.UserSleepEvent.UserReachable;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.query.Events;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.testsupport.TestPostgres;

/** However the events are divided into batches, the rows are the same. */
class BatchIT {

    private static final LocalDate FIRST_NIGHT = LocalDate.of(2026, 3, 1);
    private static final List<String> TABLES =
            List.of("users", "sleep_entries", "sleep_entry_disruptions", "prompts", "history");

    private static QueryNode node;

    @BeforeContainer
    static void start() {
        node = QueryNode.on(TestPostgres.freshDatabase());
        // the test makes the batches
        node.processor().shutDown();
    }

    @AfterContainer
    static void stop() {
        node.close();
    }

    private enum Deed {
        CHANGE_SETTINGS,
        RECORD,
        RECORD_IN_THE_PAST,
        DELETE,
        PROMPT,
        SNOOZE,
        BLOCK,
        ERASE
    }

    /** Something that one of a few people does, about one of a few nights. */
    private record Step(int person, Deed deed, int night) {}

    @Provide
    Arbitrary<List<Step>> lives() {
        Arbitrary<Deed> deeds = Arbitraries.frequency(
                Tuple.of(2, Deed.CHANGE_SETTINGS),
                Tuple.of(6, Deed.RECORD),
                Tuple.of(2, Deed.RECORD_IN_THE_PAST),
                Tuple.of(3, Deed.DELETE),
                Tuple.of(3, Deed.PROMPT),
                Tuple.of(2, Deed.SNOOZE),
                Tuple.of(2, Deed.BLOCK),
                Tuple.of(1, Deed.ERASE));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        deeds,
                        Arbitraries.integers().between(0, 2))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property(tries = 80) // #3
    void oneBatchLeavesTheRowsThatBatchesOfOneLeave(@ForAll("lives") List<Step> lives) {
        List<TrackedEventMessage<?>> log = append(lives);

        emptyTheTables();
        log.forEach(event -> project(List.of(event)));
        List<String> stepByStep = rows();

        emptyTheTables();
        project(log);
        assertThat(rows()).isEqualTo(stepByStep);

        // onto the rows that are there already
        project(log);
        assertThat(rows()).isEqualTo(stepByStep);
    }

    @Property(tries = 40) // #3
    void itDoesNotMatterWhereABatchEnds(@ForAll("lives") List<Step> lives, @ForAll int anywhere) {
        List<TrackedEventMessage<?>> log = append(lives);
        int end = Math.floorMod(anywhere, log.size());

        emptyTheTables();
        log.forEach(event -> project(List.of(event)));
        List<String> stepByStep = rows();

        emptyTheTables();
        project(log.subList(0, end));
        project(log.subList(end, log.size()));
        assertThat(rows()).isEqualTo(stepByStep);
    }

    @Example // #3
    void theLastWordCountsAlsoWhenAllIsSaidInOneBatch() {
        String user = newUser();
        SleepEntry first = restlessNight(UUID.randomUUID(), FIRST_NIGHT);
        QuizCompleted again =
                completed(user, night(first.entryId(), FIRST_NIGHT, LocalTime.of(22, 0), LocalTime.of(6, 0), 9));
        SleepEntry anew = night(FIRST_NIGHT);
        Settings settings = new Settings(false, LocalTime.of(8, 15), Events.STOCKHOLM, Language.ES, 500);
        TrackingToken before = node.bean(EventStorageEngine.class).createHeadToken();
        node.append(
                registered(user),
                settingsChanged(user, settings),
                new UserUnreachable(user, Events.NOW, UserUnreachable.Reason.BLOCKED),
                prompted(user, FIRST_NIGHT),
                completed(user, first),
                again,
                corrected(again),
                deleted(user, first));
        node.append(erased(user));
        node.append(registered(user), prompted(user, FIRST_NIGHT.plusDays(1)), completed(user, anew));

        emptyTheTables();
        project(since(before));
        assertThat(node.row("users", "telegram_id", user))
                .containsEntry("sleep_need_minutes", 480)
                .containsEntry("reachable", true);
        assertThat(node.row("prompts", "user_id", user))
                .containsEntry("for_date", java.sql.Date.valueOf(FIRST_NIGHT.plusDays(1)));
        assertThat(node.row("sleep_entries", "user_id", user)).containsEntry("entry_id", anew.entryId());
        assertThat(node.sql("select count(*) from read_model.sleep_entry_disruptions")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(node.count("history", "user_id", user)).isEqualTo(3);
    }

    private static List<TrackedEventMessage<?>> append(List<Step> lives) {
        TrackingToken before = node.bean(EventStorageEngine.class).createHeadToken();
        Map<Integer, Diarist> people = new HashMap<>();
        for (Step step : lives) {
            people.computeIfAbsent(step.person, person -> new Diarist()).act(step);
        }
        return since(before);
    }

    private static List<TrackedEventMessage<?>> since(TrackingToken before) {
        List<TrackedEventMessage<?>> log = new ArrayList<>();
        node.bean(EventStorageEngine.class).readEvents(before, false).forEach(log::add);
        return log;
    }

    /** As the processor does it, but for the token. */
    private static void project(List<TrackedEventMessage<?>> events) {
        if (events.isEmpty()) {
            return;
        }
        UnitOfWork<TrackedEventMessage<?>> batch = new BatchingUnitOfWork<>(events);
        batch.attachTransaction(node.bean(TransactionManager.class));
        ResultMessage<?> result = batch.executeWithResult(() -> {
            node.processor().eventHandlerInvoker().handle(batch.getMessage(), Segment.ROOT_SEGMENT);
            return null;
        });
        assertThat(result.optionalExceptionResult()).isEmpty();
    }

    private static void emptyTheTables() {
        node.sql(
                        "truncate read_model.users, read_model.sleep_entries, read_model.sleep_entry_disruptions, read_model.prompts, read_model.history")
                .update();
    }

    private static List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (String table : TABLES) {
            rows.addAll(node.sql("select '%s ' || row::text from read_model.%s row order by 1".formatted(table, table))
                    .query(String.class)
                    .list());
        }
        return rows;
    }

    /** A person whose deeds become events as the command-side would write them. */
    private static final class Diarist {

        private final String user = newUser();
        private final Map<LocalDate, SleepEntry> nights = new HashMap<>();
        private final Set<LocalDate> prompts = new HashSet<>();
        private boolean registered;
        private int deeds;

        void act(Step step) {
            deeds++;
            if (!registered) {
                node.append(registered(user));
                registered = true;
            }
            LocalDate date = FIRST_NIGHT.plusDays(step.night);
            switch (step.deed) {
                case CHANGE_SETTINGS ->
                    node.append(settingsChanged(
                            user,
                            new Settings(
                                    deeds % 2 == 0,
                                    LocalTime.of(deeds % 24, 15),
                                    Events.STOCKHOLM,
                                    Language.ES,
                                    400 + deeds,
                                    deeds % 3 == 0 ? Set.of() : null,
                                    ReportDay.values()[deeds % 8],
                                    deeds % 2 == 0 ? null : date)));
                case RECORD -> record(date, Events.NOW.plusSeconds(deeds));
                case RECORD_IN_THE_PAST -> record(date, Events.NOW.minusSeconds(deeds));
                case DELETE -> {
                    SleepEntry held = nights.remove(date);
                    if (held != null) {
                        node.append(deleted(user, held));
                    }
                }
                case PROMPT -> {
                    if (prompts.add(date)) {
                        node.append(prompted(user, date));
                    }
                }
                case SNOOZE -> {
                    if (prompts.contains(date)) {
                        node.append(snoozed(user, date));
                    }
                }
                case BLOCK ->
                    node.append(
                            deeds % 2 == 0
                                    ? new UserUnreachable(user, Events.NOW, UserUnreachable.Reason.BLOCKED)
                                    : new UserReachable(user, Events.NOW));
                case ERASE -> {
                    node.append(erased(user));
                    nights.clear();
                    prompts.clear();
                    registered = false;
                }
            }
        }

        private void record(LocalDate date, Instant at) {
            SleepEntry held = nights.get(date);
            UUID id = held == null ? UUID.randomUUID() : held.entryId();
            SleepEntry entry = deeds % 3 == 0
                    ? restlessNight(id, date)
                    : night(id, date, LocalTime.of(22, 45), LocalTime.of(7, 0), 1 + deeds % 10);
            QuizCompleted completion = new QuizCompleted(user, at, UUID.randomUUID(), entry);
            List<UserSleepEvent> events = new ArrayList<>(List.of(completion));
            if (held != null) {
                events.add(corrected(completion));
            }
            node.append(events.toArray(UserSleepEvent[]::new));
            nights.put(date, entry);
        }
    }
}
