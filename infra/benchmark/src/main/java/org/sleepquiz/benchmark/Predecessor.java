package org.sleepquiz.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The save path of the product before this one, written anew without what its language cost: answers in memory until the end,
 * then three commits. It is given prepared statements, kept connections and no objects between rows and SQL.
 */
final class Predecessor implements AutoCloseable {

    private static final String DATABASE = "predecessor";

    private static final String TABLES = """
            create table users (
                id uuid primary key default gen_random_uuid(),
                telegram_id varchar not null unique,
                created_at timestamptz not null default now(),
                subscription_status varchar
            );
            create table sleep_entries (
                id uuid primary key default gen_random_uuid(),
                user_id varchar not null references users (telegram_id),
                logged_at timestamptz not null,
                bedtime time not null,
                sleep_latency_minutes int not null,
                wake_time time not null,
                total_sleep_hours double precision,
                night_wakings int not null,
                sleep_quality_rating int not null,
                disruptions jsonb,
                phone_usage bool,
                phone_duration_minutes int,
                alertness_rating int
            );
            create index on sleep_entries (user_id, logged_at);
            create table sleep_quiz_settings (
                user_id varchar primary key references users (telegram_id),
                enabled bool not null default true,
                preferred_time time not null default '07:00',
                timezone varchar not null default 'Europe/Stockholm',
                language_code varchar not null default 'en'
            );
            create table sleep_quiz_submissions (
                id uuid primary key default gen_random_uuid(),
                user_id varchar not null references users (telegram_id),
                scheduled_time time,
                submitted_at timestamptz not null,
                response_delay_minutes int
            );
            create index on sleep_quiz_submissions (user_id);
            """;

    /** How its three commits are made. */
    enum Form {
        /** As it did: a transaction is begun, works and is committed. */
        TRANSACTIONS("as it was"),
        /** As it might have: a lone statement is its own transaction, which saves round trips. */
        AUTOCOMMIT("at its best");

        private final String words;

        Form(String words) {
            this.words = words;
        }
    }

    private final Form form;
    private final List<Writer> writers = new ArrayList<>();

    private Predecessor(Form form) {
        this.form = form;
    }

    static Predecessor on(Database database, Form form, int mostThreads) {
        String name = DATABASE + "_" + form.name().toLowerCase(Locale.ROOT);
        database.create(name);
        database.execute(name, TABLES);
        Predecessor predecessor = new Predecessor(form);
        for (int number = 0; number < mostThreads; number++) {
            predecessor.writers.add(new Writer(database.connect(name), form));
        }
        return predecessor;
    }

    Contender with(int threads) {
        return Contender.of(
                "predecessor's save path, %s, %d threads".formatted(form.words, threads),
                length -> run(threads, length));
    }

    int fastest(List<Integer> threads, Duration length, Report.Table tried) {
        int fastest = threads.get(0);
        double best = 0;
        for (int number : threads) {
            run(number, length); // once for the JIT compiler
            double rate = run(number, length).perSecond();
            tried.rows().add(List.of(form.words, Integer.toString(number), Report.figure(rate)));
            if (rate > best) {
                best = rate;
                fastest = number;
            }
        }
        return fastest;
    }

    private Round run(int threads, Duration length) {
        var free = writers.iterator();
        return Load.closed(threads, free::next, length, Load.Waiting.THREADS);
    }

    @Override
    public void close() {
        writers.forEach(Writer::close);
    }

    /** One thread's connection and statements. */
    private static final class Writer implements Load.Client {

        private final Connection connection;
        private final Form form;
        private final PreparedStatement user;
        private final PreparedStatement entry;
        private final PreparedStatement settings;
        private final PreparedStatement submission;

        Writer(Connection connection, Form form) {
            this.connection = connection;
            this.form = form;
            try {
                connection.setAutoCommit(form == Form.AUTOCOMMIT);
                user = connection.prepareStatement("""
                        insert into users (telegram_id, subscription_status) values (?, 'free')
                        on conflict (telegram_id) do nothing
                        """);
                entry = connection.prepareStatement("""
                        insert into sleep_entries (id, user_id, logged_at, bedtime, sleep_latency_minutes, wake_time,
                            total_sleep_hours, night_wakings, sleep_quality_rating, disruptions, phone_usage,
                            phone_duration_minutes, alertness_rating)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
                        """);
                settings = connection.prepareStatement(
                        "select enabled, preferred_time, timezone, language_code from sleep_quiz_settings where user_id = ?");
                submission = connection.prepareStatement("""
                        insert into sleep_quiz_submissions (user_id, scheduled_time, submitted_at, response_delay_minutes)
                        values (?, ?, ?, ?)
                        """);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public CompletableFuture<?> next() {
            try {
                save(Quiz.newPerson(), Timestamp.from(Instant.now()));
                return CompletableFuture.completedFuture(null);
            } catch (SQLException failed) {
                return CompletableFuture.failedFuture(failed);
            }
        }

        private void save(String person, Timestamp now) throws SQLException {
            user.setString(1, person);
            user.executeUpdate();
            commit();

            entry.setObject(
                    1,
                    new UUID(
                            ThreadLocalRandom.current().nextLong(),
                            ThreadLocalRandom.current().nextLong()));
            entry.setString(2, person);
            entry.setTimestamp(3, now);
            entry.setTime(4, Time.valueOf(LocalTime.of(22, 15)));
            entry.setInt(5, 15);
            entry.setTime(6, Time.valueOf(LocalTime.of(6, 45)));
            entry.setDouble(7, 8.0);
            entry.setInt(8, 2);
            entry.setInt(9, 7);
            entry.setString(10, "[\"noise\",\"pain\"]");
            entry.setBoolean(11, true);
            entry.setInt(12, 45);
            entry.setInt(13, 8);
            entry.executeUpdate();
            commit();

            settings.setString(1, person);
            Time scheduled = Time.valueOf(LocalTime.of(7, 0));
            try (ResultSet row = settings.executeQuery()) {
                if (row.next()) {
                    scheduled = row.getTime(2);
                }
            }
            submission.setString(1, person);
            submission.setTime(2, scheduled);
            submission.setTimestamp(3, now);
            submission.setInt(4, 10);
            submission.executeUpdate();
            commit();
        }

        private void commit() throws SQLException {
            if (form == Form.TRANSACTIONS) {
                connection.commit();
            }
        }

        void close() {
            try {
                connection.close();
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
