-- The versions of the read model that were made beside the one in use, and how far each has come. In a schema of its own: that of
-- the read model is what they replace.
create table build (
    version           int         generated always as identity (start with 2) primary key,
    read_model        text        not null,
    status            text        not null
                      check (status in ('BUILDING', 'COMPARING', 'READY', 'SWITCHED', 'ABANDONED', 'FAILED')),
    asked_at          timestamptz not null,
    switch_when_equal boolean     not null,
    switch_asked      boolean     not null default false,
    node              text,
    events_total      bigint,
    events_done       bigint      not null default 0,
    events_per_second double precision,
    differences       jsonb,
    failure           text,
    switched_at       timestamptz,
    old_schema        text
);

-- whoever asks second finds this one
create unique index build_one_at_a_time on build ((true)) where status in ('BUILDING', 'COMPARING', 'READY');

comment on table build is 'Versions of the read model; what was made before there was such a table is version 1';
comment on column build.read_model is 'The table by which it was asked for; all of them are rebuilt together';
comment on column build.node is 'Who works on it; nobody else may write to its tables. Null before anybody has begun';
comment on column build.events_total is 'Events in the log when it was begun; null before its tables were made';
comment on column build.differences is 'By how many rows each table differed from that in use, at the same position; null before they were compared';
comment on column build.old_schema is 'Where the tables are that it replaced; null once they were dropped';
