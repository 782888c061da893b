-- The read model of the diary: thrown away and made again from the log at will.
-- Every instant is a timestamptz; a zone is any text that the log holds, for lists of zones grow old.

comment on schema read_model is 'What analysts and the HTTP queries read; made from the event log alone, owned by query-side';

create table users (
    telegram_id        text        primary key check (telegram_id <> ''),
    registered_at      timestamptz not null,
    language           text        not null check (language ~ '^[a-z]{2,3}$'),
    time_zone          text        not null check (time_zone <> ''),
    prompt_enabled     boolean     not null,
    prompt_time        time        not null,
    sleep_need_minutes int         not null check (sleep_need_minutes between 180 and 900)
);
comment on table users is 'One row per person who has written to the bot and has not been erased';
comment on column users.telegram_id is 'Telegram user id in decimal; the only identity there is';
comment on column users.registered_at is 'Instant of the first contact';
comment on column users.language is 'Two-letter code of the language of every text';
comment on column users.time_zone is 'IANA name of the zone in which the person lives now; the zone of a night is in sleep_entries';
comment on column users.prompt_enabled is 'Whether the daily prompt is sent';
comment on column users.prompt_time is 'Local time (in time_zone) of the daily prompt';
comment on column users.sleep_need_minutes is 'Sleep needed per night, minutes';

create table sleep_entries (
    entry_id                 uuid         primary key,
    user_id                  text         not null references users (telegram_id) on delete cascade,
    night_date               date         not null,
    time_zone                text         not null check (time_zone <> ''),
    bedtime                  time         not null,
    wake_time                time         not null,
    bed_at                   timestamptz  not null,
    wake_at                  timestamptz  not null,
    sleep_latency            text         not null check (sleep_latency in ('UNDER_15', 'FROM_15_TO_30', 'FROM_30_TO_60', 'OVER_60')),
    sleep_latency_minutes    int          not null check (sleep_latency_minutes between 0 and 120),
    night_wakings            text         not null check (night_wakings in ('NONE', 'ONE_OR_TWO', 'THREE_OR_MORE')),
    time_awake               text         check (time_awake in ('UNDER_15', 'FROM_15_TO_30', 'FROM_30_TO_60', 'OVER_60')),
    time_awake_minutes       int          not null check (time_awake_minutes between 0 and 120),
    sleep_quality            int          not null check (sleep_quality between 1 and 10),
    phone_usage              boolean      not null,
    phone_duration           text         check (phone_duration in ('UNDER_15', 'FROM_15_TO_30', 'FROM_30_TO_60', 'OVER_60')),
    phone_duration_minutes   int          not null check (phone_duration_minutes between 0 and 120),
    alertness                int          not null check (alertness between 1 and 10),
    -- a night is under 24 hours of clock time: 25 where the clock is set back, and Lord Howe's half hour is less
    time_in_bed_minutes      int          not null check (time_in_bed_minutes between 1 and 1500),
    total_sleep_minutes      int          not null,
    total_sleep_minutes_low  int          not null check (total_sleep_minutes_low >= 0),
    total_sleep_minutes_high int          not null,
    sleep_efficiency         numeric(5,2) not null check (sleep_efficiency between 0 and 100),
    rule_version             int          not null check (rule_version >= 1),
    quiz_id                  uuid         not null,
    recorded_at              timestamptz  not null,
    corrected_at             timestamptz,
    constraint sleep_entries_one_per_night unique (user_id, night_date),
    constraint sleep_entries_bed_before_wake check (bed_at < wake_at),
    constraint sleep_entries_time_awake_asked check ((time_awake is null) = (night_wakings = 'NONE')),
    constraint sleep_entries_time_awake_figure check (time_awake is not null or time_awake_minutes = 0),
    constraint sleep_entries_phone_duration_asked check ((phone_duration is null) = (not phone_usage)),
    constraint sleep_entries_phone_duration_figure check (phone_duration is not null or phone_duration_minutes = 0),
    constraint sleep_entries_sleep_interval check (
        total_sleep_minutes between total_sleep_minutes_low and total_sleep_minutes_high
        and total_sleep_minutes_high <= time_in_bed_minutes)
);
-- serves the analysts' periods over everybody; a person's nights, newest first, come from sleep_entries_one_per_night
create index sleep_entries_night_date on sleep_entries (night_date);

comment on table sleep_entries is 'One completed quiz per person and night; figures by the rule version in the row';
comment on column sleep_entries.entry_id is 'Stays the same when the night is corrected';
comment on column sleep_entries.user_id is 'The person, users.telegram_id';
comment on column sleep_entries.night_date is 'Local date of waking up';
comment on column sleep_entries.time_zone is 'IANA name of the person''s zone when the quiz was started';
comment on column sleep_entries.bedtime is 'Answer: local time of getting into bed';
comment on column sleep_entries.wake_time is 'Answer: local time of waking up';
comment on column sleep_entries.bed_at is 'Instant of getting into bed';
comment on column sleep_entries.wake_at is 'Instant of waking up';
comment on column sleep_entries.sleep_latency is 'Answer: how long it took to fall asleep, as a bin';
comment on column sleep_entries.sleep_latency_minutes is 'Typical value of that bin, minutes';
comment on column sleep_entries.night_wakings is 'Answer: how often the person woke';
comment on column sleep_entries.time_awake is 'Answer: time awake in the night, as a bin; null when not asked';
comment on column sleep_entries.time_awake_minutes is 'Typical value of that bin, minutes; 0 when not asked';
comment on column sleep_entries.sleep_quality is 'Answer: 1 (terrible) to 10 (excellent)';
comment on column sleep_entries.phone_usage is 'Answer: whether a phone or screen was used in bed';
comment on column sleep_entries.phone_duration is 'Answer: for how long, as a bin; null when not asked';
comment on column sleep_entries.phone_duration_minutes is 'Typical value of that bin, minutes; 0 when not asked';
comment on column sleep_entries.alertness is 'Answer: 1 (exhausted) to 10 (wide awake)';
comment on column sleep_entries.time_in_bed_minutes is 'wake_at - bed_at, minutes; contains time out of bed, which is not asked';
comment on column sleep_entries.total_sleep_minutes is 'Time in bed less latency and time awake (typical values), minutes, at least 0';
comment on column sleep_entries.total_sleep_minutes_low is 'The least that it can be by the bins'' bounds, minutes';
comment on column sleep_entries.total_sleep_minutes_high is 'The most that it can be by the bins'' bounds, minutes';
comment on column sleep_entries.sleep_efficiency is 'Total sleep time / time in bed, per cent';
comment on column sleep_entries.rule_version is 'Version of the rules by which the figures were derived from the answers';
comment on column sleep_entries.quiz_id is 'The quiz whose answers these are';
comment on column sleep_entries.recorded_at is 'Instant at which the night was first recorded';
comment on column sleep_entries.corrected_at is 'Instant of the last correction; null if never corrected';

create table sleep_entry_disruptions (
    entry_id   uuid references sleep_entries (entry_id) on delete cascade,
    disruption text check (disruption in ('NOISE', 'LIGHT', 'TEMPERATURE', 'STRESS', 'DREAM', 'PAIN')),
    primary key (entry_id, disruption)
);
comment on table sleep_entry_disruptions is 'What disturbed a night; no row for "none"';
comment on column sleep_entry_disruptions.entry_id is 'The night';
comment on column sleep_entry_disruptions.disruption is 'Answer: one thing that disturbed it';

create table history (
    user_id     text        not null check (user_id <> ''),
    position    bigint      not null,
    event_id    uuid        not null,
    sequence    bigint      not null check (sequence >= 0),
    type        text        not null check (type <> ''),
    revision    int         not null check (revision >= 1),
    occurred_at timestamptz not null,
    data        jsonb       not null,
    primary key (user_id, position),
    constraint history_event_once unique (event_id)
);
comment on table history is 'Everything that happened to a person, event by event; what has a row here has taken effect in every other table';
comment on column history.user_id is 'Telegram user id in decimal';
comment on column history.position is 'Place in the whole log; a person''s positions rise, with gaps';
comment on column history.event_id is 'Identifier of the event, the same as ce_id in Kafka';
comment on column history.sequence is 'Number in the person''s own stream, from 0';
comment on column history.type is 'Name of the event';
comment on column history.revision is 'Revision of the event''s data';
comment on column history.occurred_at is 'Instant at which it was recorded';
comment on column history.data is 'The event as JSON';

create view v_nights as
select entry.user_id,
       entry.night_date,
       extract(isodow from entry.night_date)::int as weekday,
       entry.time_zone,
       entry.bedtime,
       entry.wake_time,
       entry.bed_at,
       entry.wake_at,
       entry.sleep_latency,
       entry.sleep_latency_minutes,
       entry.night_wakings,
       entry.time_awake,
       entry.time_awake_minutes,
       entry.sleep_quality,
       entry.phone_usage,
       entry.phone_duration,
       entry.phone_duration_minutes,
       entry.alertness,
       entry.time_in_bed_minutes,
       entry.total_sleep_minutes,
       entry.total_sleep_minutes_low,
       entry.total_sleep_minutes_high,
       entry.sleep_efficiency,
       coalesce(disturbed.disruptions, '')        as disruptions,
       coalesce(disturbed.disruption_count, 0)    as disruption_count,
       coalesce(disturbed.noise, false)           as noise,
       coalesce(disturbed.light, false)           as light,
       coalesce(disturbed.temperature, false)     as temperature,
       coalesce(disturbed.stress, false)          as stress,
       coalesce(disturbed.dream, false)           as dream,
       coalesce(disturbed.pain, false)            as pain,
       entry.rule_version,
       entry.entry_id,
       entry.recorded_at,
       entry.corrected_at,
       person.sleep_need_minutes,
       person.language
from sleep_entries entry
join users person on person.telegram_id = entry.user_id
left join lateral (
    select string_agg(disruption, ',' order by disruption) as disruptions,
           count(*)::int                                   as disruption_count,
           bool_or(disruption = 'NOISE')                   as noise,
           bool_or(disruption = 'LIGHT')                   as light,
           bool_or(disruption = 'TEMPERATURE')             as temperature,
           bool_or(disruption = 'STRESS')                  as stress,
           bool_or(disruption = 'DREAM')                   as dream,
           bool_or(disruption = 'PAIN')                    as pain
    from sleep_entry_disruptions
    where entry_id = entry.entry_id
) disturbed on true;
comment on view v_nights is 'One flat row per person and night, for analysts; other columns as in sleep_entries';
comment on column v_nights.weekday is 'Day of night_date, 1 (Monday) to 7 (Sunday)';
comment on column v_nights.disruptions is 'What disturbed the night, in alphabetical order, with commas between; empty for none';
comment on column v_nights.disruption_count is 'How many things disturbed the night, 0 to 6';
comment on column v_nights.sleep_need_minutes is 'Sleep that the person needs now, minutes';
comment on column v_nights.language is 'The person''s language now';
