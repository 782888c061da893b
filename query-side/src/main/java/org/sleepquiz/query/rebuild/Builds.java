package org.sleepquiz.query.rebuild;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Json;
import org.sleepquiz.query.rebuild.Build.Status;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The book of builds, which all nodes keep together. Whatever a node writes about a build that it works on is written only if the
 * build is still its own, so that in one transaction with rows of the new tables it keeps everybody else from writing there.
 */
final class Builds {

    private static final String UNDER_WAY = "status in ('BUILDING', 'COMPARING', 'READY')";

    private final JdbcClient jdbc;
    private final Clock clock;

    Builds(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The new build; empty if one is under way. */
    Optional<Build> begin(String readModel, boolean switchWhenEqual) {
        return jdbc.sql("""
                        insert into rebuild.build (read_model, status, asked_at, switch_when_equal)
                        values (:readModel, 'BUILDING', :now, :switchWhenEqual)
                        on conflict do nothing
                        returning *
                        """)
                .param("readModel", readModel)
                .param("now", now())
                .param("switchWhenEqual", switchWhenEqual)
                .query((row, number) -> build(row))
                .optional();
    }

    Optional<Build> underWay() {
        return jdbc.sql("select * from rebuild.build where " + UNDER_WAY)
                .query((row, number) -> build(row))
                .optional();
    }

    Optional<Build> version(int version) {
        return jdbc.sql("select * from rebuild.build where version = :version")
                .param("version", version)
                .query((row, number) -> build(row))
                .optional();
    }

    /** Newest first. */
    List<Build> all() {
        return jdbc.sql("select * from rebuild.build order by version desc")
                .query((row, number) -> build(row))
                .list();
    }

    /** The version in use. */
    int live() {
        return jdbc.sql("select coalesce(max(version), 1) from rebuild.build where status = 'SWITCHED'")
                .query(Integer.class)
                .single();
    }

    /** @return whether it was ready, so that it will be put in use whatever the differences */
    boolean askToSwitch(int version) {
        return jdbc.sql("update rebuild.build set switch_asked = true where version = :version and status = 'READY'")
                        .param("version", version)
                        .update()
                > 0;
    }

    /** Waits for what the build's node is writing, which is then the last that it writes. */
    void abandon(int version) {
        jdbc.sql("update rebuild.build set status = 'ABANDONED' where version = :version and " + UNDER_WAY)
                .param("version", version)
                .update();
    }

    /** From here on only this node writes to the new tables. */
    void take(int version, String node) {
        requireOurs(
                version,
                jdbc.sql("update rebuild.build set node = :node where version = :version and " + UNDER_WAY)
                        .param("version", version)
                        .param("node", node)
                        .update());
    }

    /** The new tables are there. */
    void prepared(int version, String node, long eventsTotal) {
        update(version, node, "events_total = :total", change -> change.param("total", eventsTotal));
    }

    /** @param perSecond null if that cannot be told */
    void advance(int version, String node, long events, @Nullable Double perSecond) {
        update(
                version,
                node,
                "events_done = events_done + :events, events_per_second = coalesce(:perSecond, events_per_second)",
                change -> change.param("events", events).param("perSecond", perSecond, java.sql.Types.DOUBLE));
    }

    void compare(int version, String node) {
        update(version, node, "status = 'COMPARING'", change -> change);
    }

    void ready(int version, String node, List<Difference> differences) {
        update(
                version,
                node,
                "status = 'READY', differences = :differences::jsonb",
                change -> change.param("differences", Json.MAPPER.writeValueAsString(differences)));
    }

    void switched(int version, String node, String oldSchema) {
        update(
                version,
                node,
                "status = 'SWITCHED', switched_at = :now, old_schema = :oldSchema",
                change -> change.param("now", now()).param("oldSchema", oldSchema));
    }

    void failed(int version, String node, String why) {
        update(version, node, "status = 'FAILED', failure = :why", change -> change.param("why", why));
    }

    /** Schemas of versions that were replaced before that instant and are still there. */
    List<Build> replacedBefore(Instant instant) {
        return jdbc.sql("select * from rebuild.build where old_schema is not null and switched_at < :instant")
                .param("instant", instant.atOffset(ZoneOffset.UTC))
                .query((row, number) -> build(row))
                .list();
    }

    void oldDropped(int version) {
        jdbc.sql("update rebuild.build set old_schema = null where version = :version")
                .param("version", version)
                .update();
    }

    private interface Change {
        StatementSpec in(StatementSpec statement);
    }

    private void update(int version, String node, String change, Change parameters) {
        StatementSpec statement = jdbc.sql("update rebuild.build set " + change
                        + " where version = :version and node = :node and " + UNDER_WAY)
                .param("version", version)
                .param("node", node);
        requireOurs(version, parameters.in(statement).update());
    }

    private static void requireOurs(int version, int changed) {
        if (changed == 0) {
            throw new TakenAway(version);
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Build build(ResultSet row) throws SQLException {
        Status status = Status.valueOf(row.getString("status"));
        Long total = row.getObject("events_total", Long.class);
        long done = row.getLong("events_done");
        Double perSecond = row.getObject("events_per_second", Double.class);
        return new Build(
                row.getInt("version"),
                row.getString("read_model"),
                status,
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("switch_when_equal"),
                row.getBoolean("switch_asked"),
                total,
                done,
                perSecond == null ? null : Math.round(perSecond),
                status == Status.BUILDING ? secondsLeft(total, done, perSecond) : null,
                differences(row.getString("differences")),
                row.getString("failure"),
                instant(row.getObject("switched_at", OffsetDateTime.class)),
                row.getString("old_schema"));
    }

    private static @Nullable Long secondsLeft(@Nullable Long total, long done, @Nullable Double perSecond) {
        return total == null || perSecond == null || perSecond <= 0
                ? null
                : (long) Math.ceil(Math.max(0, total - done) / perSecond);
    }

    private static @Nullable List<Difference> differences(@Nullable String json) {
        return json == null ? null : List.of(Json.MAPPER.readValue(json, Difference[].class));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
