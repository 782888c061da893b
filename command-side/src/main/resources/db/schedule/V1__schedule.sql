-- When each person is next written to unasked. Made from the log: may be emptied together with its token, and fills itself.
create table schedule.person (
    telegram_id    text        primary key,
    reachable      boolean     not null,
    prompt_enabled boolean     not null,
    prompt_time    time        not null,
    time_zone      text        not null,
    report_day     text        not null,
    paused_until   date,
    prompt_due     timestamptz,
    again_due      timestamptz,
    again_date     date,
    report_due     timestamptz,
    rests_until    timestamptz,
    due_at         timestamptz generated always as (greatest(least(prompt_due, again_due, report_due), rests_until)) stored,
    check ((again_due is null) = (again_date is null))
);

-- what is due next, without looking at anybody else
create index person_by_due on schedule.person (due_at) where due_at is not null;

comment on table schedule.person is 'When a person is next written to unasked';
comment on column schedule.person.reachable is 'Whether Telegram takes messages to the person';
comment on column schedule.person.prompt_time is 'Local time of the daily prompt';
comment on column schedule.person.report_day is 'Day of the weekly report: NEVER, MONDAY …';
comment on column schedule.person.paused_until is 'First local date with a prompt again';
comment on column schedule.person.prompt_due is 'Next daily prompt; null for none';
comment on column schedule.person.again_due is 'When a prompt that was put off comes again; null for none';
comment on column schedule.person.again_date is 'Local date of that prompt';
comment on column schedule.person.report_due is 'Next weekly report; null for none';
comment on column schedule.person.rests_until is 'Not tried again before, after a failure';
comment on column schedule.person.due_at is 'When the row is next looked at';

-- db-scheduler's own: which node looks at the rows. One row.
create table schedule.scheduled_tasks (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);

comment on table schedule.scheduled_tasks is 'The task that sends what is due, and the node that does so';
