package org.sleepquiz.legacyimport;

import org.sleepquiz.testsupport.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A database as the predecessor left it, generated. Every odd person of {@link #addOddRows} is there for one thing that can be
 * wrong; everybody of {@link #fill} is as they should be.
 */
final class OldDatabase {

    private final JdbcClient jdbc;

    private OldDatabase(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The predecessor's tables. Foreign keys are left out: dumps with rows of nobody have been seen. */
    static OldDatabase in(TestDatabase database) {
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("""
                        create table users (
                            id uuid primary key default gen_random_uuid(), telegram_id varchar(64) unique,
                            created_at timestamptz not null default now(), subscription_status varchar(20) default 'free');
                        create table sleep_entries (
                            id uuid primary key default gen_random_uuid(), user_id varchar(64), logged_at timestamptz,
                            bedtime time, sleep_latency_minutes int, wake_time time, total_sleep_hours double precision,
                            night_wakings int, sleep_quality_rating int, disruptions jsonb, phone_usage boolean,
                            phone_duration_minutes int, alertness_rating int);
                        create table sleep_quiz_settings (
                            user_id varchar(64), enabled boolean, preferred_time time, timezone varchar(64),
                            language_code varchar(16));
                        create table sleep_quiz_submissions (
                            user_id varchar(64), scheduled_time timestamptz, submitted_at timestamptz,
                            response_delay_minutes int);
                        """).update();
        return new OldDatabase(jdbc);
    }

    /** People 100001, 100002 …, each with so many nights in a row up to the day before yesterday; nine in ten with settings. */
    void fill(int people, int nights) {
        jdbc.sql("insert into users (telegram_id) select (100000 + n)::text from generate_series(1, :people) n")
                .param("people", people)
                .update();
        jdbc.sql("""
                        insert into sleep_quiz_settings
                        select (100000 + n)::text, n % 4 <> 0, make_time(5 + n % 5, n % 4 * 15, 0),
                               (array['Europe/Stockholm', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'])[1 + n % 4],
                               (array['en', 'sv-SE', 'es-419'])[1 + n % 3]
                        from generate_series(1, :people) n where n % 10 <> 0
                        """).param("people", people).update();
        jdbc.sql("""
                        insert into sleep_entries
                        select gen_random_uuid(), person,
                               (current_date - 1 - k + wake + make_interval(mins => 5 + (n + k) % 50)) at time zone zone,
                               bed, latency, wake,
                               mod(extract(epoch from wake - bed)::int + 86400, 86400) / 3600.0 - latency / 60.0
                                   - case when k % 3 = 0 then 0.5 else 0 end,
                               (array[0, 2, 4])[1 + (n + k) % 3], 1 + (n * 7 + k) % 10,
                               (array['[]', '["noise"]', '["stress", "dream"]', '["temp", "light", "pain"]']::jsonb[])
                                   [1 + (n + k) % 4],
                               k % 2 = 0, case when k % 2 = 0 then (array[7, 22, 45, 90])[1 + n % 4] end,
                               1 + (n + k * 3) % 10
                        from (
                            select n, k, (100000 + n)::text as person,
                                   (array['22:15', '23:40', '00:30', '21:45', '22:00']::time[])[1 + (n + k) % 5] as bed,
                                   (array['06:30', '07:15', '08:00', '05:45']::time[])[1 + (n * 3 + k) % 4] as wake,
                                   (array[0, 15, 45, 90])[1 + (n + k) % 4] as latency,
                                   case when n % 10 = 0 then 'Europe/Stockholm' else
                                       (array['Europe/Stockholm', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'])
                                           [1 + n % 4] end as zone
                            from generate_series(1, :people) n, generate_series(1, :nights) k) night
                        """).param("people", people).param("nights", nights).update();
        jdbc.sql("""
                        insert into sleep_quiz_submissions select user_id, logged_at, logged_at, 0 from sleep_entries
                        """).update();
    }

    /** What can be wrong, once each; ids of entries are telling. */
    void addOddRows() {
        jdbc.sql("""
                        insert into users (id, telegram_id) values
                            ('00000000-0000-0000-0000-0000000000a1', 'abc'),
                            ('00000000-0000-0000-0000-0000000000a2', '007'),
                            ('00000000-0000-0000-0000-0000000000a3', null),
                            ('00000000-0000-0000-0000-0000000000b1', '2001'), -- settings and no entries
                            ('00000000-0000-0000-0000-0000000000b2', '2002'), -- a zone that there is not
                            ('00000000-0000-0000-0000-0000000000b3', '2003'), -- neither settings nor entries
                            ('00000000-0000-0000-0000-0000000000c1', '3001'); -- everything else
                        insert into sleep_quiz_settings values
                            ('2001', false, '06:30', 'Asia/Kolkata', 'sv-SE'),
                            ('2002', true, '08:15:30', 'Mars/Base', 'de'),
                            ('abc', true, '07:00', 'Europe/Stockholm', 'en');
                        insert into sleep_entries values
                            ('00000000-0000-0000-0000-000000000001', 'abc', '2026-03-01 07:00+01', '22:15', 0, '06:45', 8.5,
                             0, 7, '[]', false, null, 8),
                            ('00000000-0000-0000-0000-000000000002', '2002', '2026-03-01 07:00+01', '22:15', 0, '06:45', 8.5,
                             0, 7, '["phone_no", "noise"]', false, null, 8),
                            -- one night three times
                            ('00000000-0000-0000-0000-000000000011', '3001', '2026-03-01 07:00+01', '22:00', 0, '06:45', 8.75,
                             0, 1, '[]', false, null, 1),
                            ('00000000-0000-0000-0000-000000000012', '3001', '2026-03-01 07:05+01', '22:15', 0, '06:45', 8.5,
                             0, 2, '[]', false, null, 2),
                            ('00000000-0000-0000-0000-000000000013', '3001', '2026-03-01 20:00+01', '22:30', 0, '06:45', 8.25,
                             0, 9, '[]', false, null, 9),
                            -- entered at ten past midnight
                            ('00000000-0000-0000-0000-000000000014', '3001', '2026-03-03 00:10+01', '22:30', 0, '06:45', 8.25,
                             2, 6, '[]', true, null, 6),
                            ('00000000-0000-0000-0000-000000000021', '3001', '2026-03-04 07:00+01', '22:15', 20, '06:45', 8.5,
                             0, 7, '[]', false, null, 8),
                            ('00000000-0000-0000-0000-000000000022', '3001', '2026-03-05 07:00+01', '22:15', 0, '06:45', 8.5,
                             0, 11, '[]', false, null, 8),
                            ('00000000-0000-0000-0000-000000000023', '3001', '2026-03-06 07:00+01', null, 0, '06:45', 8.5,
                             0, 7, '[]', false, null, 8),
                            ('00000000-0000-0000-0000-000000000024', '3001', '2026-03-07 07:00+01', '22:15', 0, '06:45', 8.5,
                             0, 7, '"noise"', false, null, 8),
                            ('00000000-0000-0000-0000-000000000025', '3001', null, '22:15', 0, '06:45', 8.5,
                             0, 7, '[]', false, null, 8),
                            -- the predecessor's dead end: less than nothing was slept
                            ('00000000-0000-0000-0000-000000000026', '3001', '2026-03-09 07:00+01', '06:00', 90, '06:45', -0.75,
                             4, 7, '[]', false, null, 8),
                            -- older than any diary here
                            ('00000000-0000-0000-0000-000000000027', '3001', '1999-03-09 07:00+01', '22:15', 0, '06:45', 8.5,
                             0, 7, '[]', false, null, 8),
                            -- of somebody without a row in users
                            ('00000000-0000-0000-0000-000000000031', '4001', '2026-03-01 07:00+01', '22:15', 0, '06:45', 8.5,
                             0, 7, null, false, null, 8),
                            -- of nobody
                            ('00000000-0000-0000-0000-000000000041', null, '2026-03-01 07:00+01', '22:15', 0, '06:45', 8.5,
                             0, 7, '[]', false, null, 8);
                        """).update();
    }

    void drop(String table) {
        jdbc.sql("drop table " + table).update();
    }

    long entries() {
        return jdbc.sql("select count(*) from sleep_entries").query(Long.class).single();
    }
}
