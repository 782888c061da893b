package org.sleepquiz.query.rebuild;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.eventstore.EventPosition;
import org.sleepquiz.eventstore.SchemaMigration;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.query.diary.Diary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tables that are being made. They are written by the projectors of those in use, in transactions whose {@code search_path}
 * is another, and never get further in the log than those in use: exactly the events that have taken effect in these take effect in them,
 * and no dead letter does. So the two can be compared, and the positions and letters of the old ones hold for the new.
 */
final class NextVersion {

    /** Events in one transaction. */
    static final int AT_ONCE = 1_000;

    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Builds builds;
    private final EventStorageEngine engine;
    private final EventPosition positions;
    private final Serializer serializer;
    private final EventHandlerInvoker projectors;

    /**
     * @param serializer of positions
     * @param projectors all of the diary
     */
    NextVersion(
            DataSource dataSource,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Builds builds,
            EventStorageEngine engine,
            EventPosition positions,
            Serializer serializer,
            EventHandlerInvoker projectors) {
        this.dataSource = dataSource;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.builds = builds;
        this.engine = engine;
        this.positions = positions;
        this.serializer = serializer;
        this.projectors = projectors;
    }

    boolean exists() {
        return jdbc.sql("select to_regnamespace('read_model_next') is not null")
                .query(Boolean.class)
                .single();
    }

    void drop() {
        jdbc.sql("drop schema if exists read_model_next cascade").update();
    }

    /**
     * Makes the tables, empty, by the migrations of those in use.
     *
     * @throws NotNow if nobody follows the log yet
     */
    void prepare() {
        drop();
        SchemaMigration.migrate(dataSource, Schemas.NEXT, "classpath:db/read-model");
        TrackingToken beginning = engine.createTailToken();
        SerializedObject<String> token = beginning == null ? null : serializer.serialize(beginning, String.class);
        int segments = jdbc.sql("""
                        insert into read_model_next.token_entry (processor_name, segment, token, token_type, time_stamp)
                        select processor_name, segment, :token, :type, time_stamp
                        from read_model.token_entry
                        where processor_name = :group
                        """)
                .param("token", token == null ? null : token.getData())
                .param("type", token == null ? null : token.getType().getName())
                .param("group", Diary.GROUP)
                .update();
        if (segments == 0) {
            throw new NotNow("nobody follows the log yet");
        }
        // events without effect in the tables in use, because they are dead letters there
        jdbc.sql("create table read_model_next.passed_over (event_id text primary key, position bigint not null)")
                .update();
    }

    /** Without this the first queries of the new tables would be planned as if they were empty. */
    void analyze() {
        jdbc.sql("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'read_model_next'")
                .query(String.class)
                .list()
                .forEach(table -> jdbc.sql("analyze " + table).update());
    }

    long eventsInTheLog() {
        return jdbc.sql("select count(*) from event_store.domain_event_entry")
                .query(Long.class)
                .single();
    }

    /**
     * Projects what the old tables know and the new ones do not yet.
     *
     * @return how many events it came by
     * @throws EventsNotProjected if one of them cannot be projected; it is then known which
     * @throws TakenAway if the build is not this node's
     */
    long catchUp(int version, String node) {
        try {
            return project(version, node, AT_ONCE, Long.MAX_VALUE);
        } catch (EventsNotProjected oneOfThem) {
            if (oneOfThem.isForNow()) {
                throw oneOfThem;
            }
            return project(version, node, 1, Long.MAX_VALUE);
        }
    }

    /**
     * As {@link #catchUp}, while others wait for it.
     *
     * @throws NotNow if that would take long
     */
    void catchUpAtOnce(int version, String node) {
        try {
            project(version, node, AT_ONCE, AT_ONCE);
        } catch (EventsNotProjected oneOfThem) {
            // which of them is found out by catchUp, when nobody waits
            throw new NotNow(String.valueOf(oneOfThem.getMessage()), oneOfThem);
        }
    }

    /**
     * The content of somebody's events is gone before the old tables have been told, and the new ones cannot make what these still show.
     *
     * @throws NotNow if somebody is being erased
     */
    void requireNobodyIsBeingErased() {
        Positions old = positionsIn(Schemas.LIVE);
        try (Stream<? extends TrackedEventMessage<?>> events = engine.readEvents(old.lowest(), false)) {
            boolean pending = events.filter(event -> event.getPayloadType() == UserErased.class)
                    .anyMatch(event -> old.segmentOf(projectors, event)
                            .filter(segment -> !old.cover(segment, positions.of(event.trackingToken())))
                            .isPresent());
            if (pending) {
                throw new NotNow("somebody is being erased");
            }
        }
    }

    private long project(int version, String node, int atOnce, long most) {
        Positions old = positionsIn(Schemas.LIVE);
        // not before the positions: what these cover has taken effect, or is among the letters until it has
        Set<String> letters = deadLetters();
        projectWhatIsNoLetterAnyMore(version, node, letters);
        Pass pass = new Pass(version, node, atOnce, old, positionsIn(Schemas.NEXT), letters);
        try (Stream<? extends TrackedEventMessage<?>> events = engine.readEvents(pass.next.lowest(), false)) {
            Iterator<? extends TrackedEventMessage<?>> log = events.iterator();
            while (log.hasNext()
                    && pass.take(log.next())
                    && !Thread.currentThread().isInterrupted()) {
                if (pass.read > most) {
                    throw new NotNow("the next version is still too far behind");
                }
            }
        }
        pass.write();
        return pass.read;
    }

    private Set<String> deadLetters() {
        return new HashSet<>(jdbc.sql("select event_id::text from read_model.dead_letter")
                .query(String.class)
                .list());
    }

    private record PassedOver(String eventId, long position) {}

    /** A person's letters take effect in their order, and before anything that happened to the person later. */
    private void projectWhatIsNoLetterAnyMore(int version, String node, Set<String> letters) {
        List<PassedOver> passedOver = jdbc.sql(
                        "select event_id, position from read_model_next.passed_over order by position")
                .query(PassedOver.class)
                .list();
        for (PassedOver event : passedOver) {
            if (!letters.contains(event.eventId)) {
                transactions.executeWithoutResult(status -> {
                    builds.advance(version, node, 0, null);
                    writeToNext();
                    projectTogether(at(event.position));
                    jdbc.sql("delete from read_model_next.passed_over where event_id = :id")
                            .param("id", event.eventId)
                            .update();
                });
            }
        }
    }

    /** The event at a place in the log; none if its content is gone, with the person. */
    private List<TrackedEventMessage<?>> at(long position) {
        TrackingToken before = GapAwareTrackingToken.newInstance(position - 1, Set.of());
        try (Stream<? extends TrackedEventMessage<?>> events = engine.readEvents(before, false)) {
            return events.limit(1)
                    .filter(event -> projectors.canHandle(event, Segment.ROOT_SEGMENT))
                    .<TrackedEventMessage<?>>map(event -> event)
                    .toList();
        }
    }

    /** Until the end of the transaction, whatever names no schema. */
    private void writeToNext() {
        jdbc.sql("select set_config('search_path', :schema, true)")
                .param("schema", Schemas.NEXT)
                .query(String.class)
                .single();
    }

    private void projectTogether(List<TrackedEventMessage<?>> events) {
        if (events.isEmpty()) {
            return;
        }
        ResultMessage<?> result = new DefaultUnitOfWork<TrackedEventMessage<?>>(events.get(0)).executeWithResult(() -> {
            for (TrackedEventMessage<?> event : events) {
                projectors.handle(event, Segment.ROOT_SEGMENT);
            }
            return null;
        });
        if (result.isExceptional()) {
            throw new EventsNotProjected(events, result.exceptionResult());
        }
    }

    /**
     * @throws NotNow if a segment is being merged with another, or the log is being projected again
     */
    private Positions positionsIn(String schema) {
        Map<Integer, GapAwareTrackingToken> tokens = new HashMap<>();
        jdbc.sql("select segment, token, token_type from %s.token_entry where processor_name = :group"
                        .formatted(schema))
                .param("group", Diary.GROUP)
                .query(row -> {
                    tokens.put(row.getInt("segment"), token(row));
                });
        return Positions.of(tokens);
    }

    private GapAwareTrackingToken token(ResultSet row) throws SQLException {
        String token = row.getString("token");
        if (token == null) {
            return Positions.NOWHERE;
        }
        TrackingToken read = serializer.deserialize(
                new SimpleSerializedObject<>(token, String.class, row.getString("token_type"), null));
        if (read instanceof GapAwareTrackingToken plain) {
            return plain;
        }
        throw new NotNow("a segment stands at " + read.getClass().getSimpleName());
    }

    /** One reading of the log, from where the hindmost segment is to where the old tables are. */
    private final class Pass {

        private final int version;
        private final String node;
        private final int atOnce;
        private final Positions old;
        private final Positions next;
        private final Set<String> letters;
        private final GapAwareTrackingToken readBefore;
        private final GapAwareTrackingToken end;
        private final List<TrackedEventMessage<?>> batch = new ArrayList<>();
        private final long startNanos = System.nanoTime();
        private @Nullable GapAwareTrackingToken last;
        private long read;
        private long unwritten;

        Pass(int version, String node, int atOnce, Positions old, Positions next, Set<String> letters) {
            this.version = version;
            this.node = node;
            this.atOnce = atOnce;
            this.old = old;
            this.next = next;
            this.letters = letters;
            this.readBefore = next.highest();
            this.end = old.highest();
            if (!old.segments().equals(next.segments())) {
                throw new Outdated("the segments have changed since it was begun");
            }
        }

        /** @return false if nothing from here on has taken effect in the old tables */
        boolean take(TrackedEventMessage<?> event) {
            long index = positions.of(event.trackingToken());
            if (index > end.getIndex()) {
                return false;
            }
            // where appends overtake one another, a segment may have passed over this one and not over the next
            old.segmentOf(projectors, event)
                    .filter(segment -> old.cover(segment, index) && !next.cover(segment, index))
                    .ifPresent(segment -> batch.add(event));
            last = (GapAwareTrackingToken) event.trackingToken();
            if (!Positions.covers(readBefore, index)) {
                read++;
                unwritten++;
            }
            if (batch.size() >= atOnce || unwritten >= AT_ONCE) {
                write();
            }
            return true;
        }

        /** Rows, positions and progress in one transaction, and only if the build is ours. */
        void write() {
            if (last == null || unwritten == 0 && batch.isEmpty()) {
                return;
            }
            GapAwareTrackingToken upTo = last;
            transactions.executeWithoutResult(status -> {
                builds.advance(version, node, unwritten, perSecond());
                writeToNext();
                batch.stream().filter(this::isLetter).forEach(this::passOver);
                projectTogether(batch.stream().filter(event -> !isLetter(event)).toList());
                next.reaching(old, upTo).forEach(this::store);
            });
            batch.clear();
            unwritten = 0;
        }

        private boolean isLetter(TrackedEventMessage<?> event) {
            return letters.contains(event.getIdentifier());
        }

        private void passOver(TrackedEventMessage<?> event) {
            jdbc.sql("insert into read_model_next.passed_over (event_id, position) values (:id, :position)")
                    .param("id", event.getIdentifier())
                    .param("position", positions.of(event.trackingToken()))
                    .update();
        }

        private void store(Segment segment, GapAwareTrackingToken position) {
            SerializedObject<String> token = serializer.serialize(position, String.class);
            jdbc.sql("""
                            update read_model_next.token_entry set token = :token, token_type = :type
                            where processor_name = :group and segment = :segment
                            """)
                    .param("token", token.getData())
                    .param("type", token.getType().getName())
                    .param("group", Diary.GROUP)
                    .param("segment", segment.getSegmentId())
                    .update();
        }

        /** Null where too few were read to tell. */
        private @Nullable Double perSecond() {
            return read < AT_ONCE ? null : read * 1e9 / (System.nanoTime() - startNanos);
        }
    }
}
