-- What the companion needs: more settings, who can be written to, when people were asked and how soon they answered.

alter table users
    add column work_days            int[]   not null default '{1,2,3,4,5}' check (work_days <@ array[1, 2, 3, 4, 5, 6, 7]),
    add column weekly_report        int     check (weekly_report between 1 and 7),
    add column prompts_paused_until date,
    add column reachable            boolean not null default true;
comment on column users.work_days is 'Days on which the person works, 1 (Monday) to 7 (Sunday), as v_nights.weekday';
comment on column users.weekly_report is 'Day of the weekly report, 1 (Monday) to 7 (Sunday); null for none';
comment on column users.prompts_paused_until is 'First local date on which prompts come again after a pause; null if they were never paused or were taken up again';
comment on column users.reachable is 'Whether Telegram takes messages to the person; false from when they blocked the bot until they write again';

-- By the zone that the row names, as far as this server knows it; new rows get it from the projection, which knows all of them.
alter table sleep_entries add column recorded_on date;
update sleep_entries
set recorded_on = (recorded_at at time zone coalesce(
        (select name from pg_timezone_names where name = sleep_entries.time_zone), 'UTC'))::date;
alter table sleep_entries alter column recorded_on set not null;
comment on column sleep_entries.recorded_on is 'Local date (in time_zone) on which the night was first recorded';

create table prompts (
    user_id       text        not null references users (telegram_id) on delete cascade,
    for_date      date        not null,
    scheduled_for timestamptz not null,
    prompted_at   timestamptz not null,
    snoozed_until timestamptz,
    primary key (user_id, for_date)
);
comment on table prompts is 'One row per person and day on which they were asked for their night';
comment on column prompts.user_id is 'The person, users.telegram_id';
comment on column prompts.for_date is 'Local date of the prompt: the night date that it asks about';
comment on column prompts.scheduled_for is 'Instant at which the prompt was due; a snooze does not change it';
comment on column prompts.prompted_at is 'Instant at which it was recorded as sent';
comment on column prompts.snoozed_until is 'Instant until which the person put it off; null if they did not';

create view v_prompts as
select prompt.user_id,
       prompt.for_date,
       prompt.scheduled_for,
       prompt.prompted_at,
       prompt.snoozed_until,
       entry.entry_id,
       entry.recorded_at                                                              as answered_at,
       floor(extract(epoch from entry.recorded_at - prompt.scheduled_for) / 60)::int  as response_delay_minutes
from prompts prompt
left join sleep_entries entry
    on entry.user_id = prompt.user_id
    and entry.night_date = prompt.for_date
    and entry.recorded_on = prompt.for_date
    and entry.recorded_at >= prompt.scheduled_for;
comment on view v_prompts is 'One row per prompt, with the entry that answered it on the same local day; other columns as in prompts';
comment on column v_prompts.entry_id is 'The entry that was completed after the prompt on the same local day; null if there was none';
comment on column v_prompts.answered_at is 'Instant at which that entry was first recorded';
comment on column v_prompts.response_delay_minutes is 'answered_at - scheduled_for, whole minutes';

create or replace view v_nights as
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
       person.language,
       extract(isodow from entry.night_date)::int <> all (person.work_days) as free_day,
       prompt.response_delay_minutes
from sleep_entries entry
join users person on person.telegram_id = entry.user_id
left join v_prompts prompt on prompt.entry_id = entry.entry_id
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
comment on column v_nights.free_day is 'Whether the night led to a day on which the person does not work, by their working days now';
comment on column v_nights.response_delay_minutes is 'Whole minutes from when the prompt was due until the night was recorded; null unless that was on the prompt''s local day';
