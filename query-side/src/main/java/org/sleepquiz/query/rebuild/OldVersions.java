package org.sleepquiz.query.rebuild;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.query.diary.Diary;
import org.sleepquiz.query.diary.DiaryBatch;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The versions that were replaced: kept for a while, without whoever is erased in that time, then dropped. */
@Order(OldVersions.ORDER)
@ProcessingGroup(Diary.GROUP)
final class OldVersions {

    /** Before the history: what has a row there has taken effect everywhere. */
    static final int ORDER = Diary.HISTORY - 1;

    private final JdbcClient jdbc;
    private final JdbcOperations statements;
    private final TransactionTemplate transactions;
    private final Builds builds;
    private final RebuildSettings settings;
    private final Clock clock;

    OldVersions(
            JdbcClient jdbc,
            JdbcOperations statements,
            TransactionTemplate transactions,
            Builds builds,
            RebuildSettings settings,
            Clock clock) {
        this.jdbc = jdbc;
        this.statements = statements;
        this.transactions = transactions;
        this.builds = builds;
        this.settings = settings;
        this.clock = clock;
    }

    void dropThoseKeptLongEnough() {
        builds.replacedBefore(clock.instant().minus(settings.keepOld())).forEach(this::drop);
    }

    /** Does nothing if they were dropped before. */
    void drop(Build build) {
        if (build.oldSchema() != null) {
            transactions.executeWithoutResult(status -> {
                jdbc.sql("drop schema if exists " + build.oldSchema() + " cascade")
                        .update();
                builds.oldDropped(build.version());
            });
        }
    }

    @EventHandler
    void on(UserErased event) {
        DiaryBatch.current().rows(ORDER, Erased::new).add(event.telegramId());
    }

    private final class Erased implements DiaryBatch.Rows {

        private final Set<String> users = new LinkedHashSet<>();

        void add(String user) {
            users.add(user);
        }

        @Override
        public void write() {
            List<Object[]> rows =
                    users.stream().map(user -> new Object[] {user}).toList();
            jdbc.sql("""
                            select format('delete from %s where %I = ?', class.oid::regclass, attribute.attname)
                            from pg_namespace schema
                            join pg_class class on class.relnamespace = schema.oid and class.relkind = 'r'
                            join pg_attribute attribute on attribute.attrelid = class.oid
                            where schema.nspname like 'read\\_model\\_old\\_%'
                              and attribute.attname in ('telegram_id', 'user_id')
                            """).query(String.class).list().forEach(delete -> statements.batchUpdate(delete, rows));
            users.clear();
        }
    }
}
