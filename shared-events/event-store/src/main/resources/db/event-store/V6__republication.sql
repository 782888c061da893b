-- What was stored, sent again to a topic of its own.
create table event_store.republication (
    id            uuid             primary key,
    topic         text             not null,
    telegram_id   text,
    from_position bigint           not null,
    to_position   bigint           not null,
    position      bigint           not null,
    published     bigint           not null,
    per_second    double precision not null,
    state         text             not null check (state in ('RUNNING', 'DONE', 'STOPPED')),
    trouble       text,
    started_at    timestamptz      not null,
    moved_at      timestamptz      not null,
    constraint forgets_who_it_was_about check (state = 'RUNNING' or telegram_id is null)
);

create unique index one_republication_at_a_time on event_store.republication (state) where state = 'RUNNING';

comment on table event_store.republication is 'Every time that an operator had the log, or a part of it, published anew';
comment on column event_store.republication.telegram_id is 'Only about this user, while it runs';
comment on column event_store.republication.position is 'Everything up to there was sent and acknowledged';
comment on column event_store.republication.per_second is 'Positions, of late';
comment on column event_store.republication.trouble is 'What the last try failed on';
