-- The log. Rows are only ever added; the one change is erasing a person, who leaves a stream with another name and without
-- content.
create table event_store.domain_event_entry (
    global_index         bigint generated always as identity primary key,
    event_identifier     text        not null unique,
    aggregate_identifier text        not null,
    sequence_number      bigint      not null check (sequence_number >= 0),
    type                 text        not null,
    time_stamp           timestamptz not null,
    payload_type         text        not null,
    payload_revision     text        not null,
    payload              text        not null,
    meta_data            text        not null,
    constraint one_event_per_place unique (aggregate_identifier, sequence_number)
);

-- for readers that start at an instant; the log is in the order of time, nearly
create index domain_event_entry_by_time on event_store.domain_event_entry using brin (time_stamp);

-- for taking the names off old tombstones
create index domain_event_entry_tombstones on event_store.domain_event_entry (time_stamp) where payload_type = 'UserErased';

comment on table event_store.domain_event_entry is 'What happened, in the order of global_index';
comment on column event_store.domain_event_entry.global_index is
    'Position in the log. Lost races and rollbacks leave gaps, and a lower index may be committed after a higher one';
comment on column event_store.domain_event_entry.aggregate_identifier is 'The user: telegramId, or a random name once erased';
comment on column event_store.domain_event_entry.sequence_number is 'Number of the event in its user''s stream, from 0';
comment on column event_store.domain_event_entry.type is 'Kind of aggregate';
comment on column event_store.domain_event_entry.payload_type is 'Name of the kind of event, as in QuestionAnswered';
comment on column event_store.domain_event_entry.payload_revision is 'Revision of the payload''s JSON';
comment on column event_store.domain_event_entry.payload is 'JSON';
comment on column event_store.domain_event_entry.meta_data is 'JSON: what the event follows from';
comment on constraint one_event_per_place on event_store.domain_event_entry is
    'Decides every race between writers of one stream: the loser reads the stream again';

-- What a stream comes to at some event, so that a long one need not be read from its beginning. May be emptied at any time.
create table event_store.snapshot_event_entry (
    event_identifier     text        not null unique,
    aggregate_identifier text        not null,
    sequence_number      bigint      not null check (sequence_number >= 0),
    type                 text        not null,
    time_stamp           timestamptz not null,
    payload_type         text        not null,
    payload_revision     text        not null,
    payload              text        not null,
    meta_data            text        not null,
    primary key (aggregate_identifier, sequence_number)
);

comment on table event_store.snapshot_event_entry is 'State of a stream at an event; only ever a shortcut';

-- How far the processors of the writing side, the publisher first of all, have come.
create table event_store.token_entry (
    processor_name text    not null,
    segment        integer not null,
    token          text,
    token_type     text,
    time_stamp     text    not null,
    owner          text,
    primary key (processor_name, segment)
);

comment on table event_store.token_entry is 'Positions of processors in the log';
comment on column event_store.token_entry.token is 'JSON';
comment on column event_store.token_entry.time_stamp is 'When the claim was made or extended: ISO 8601, UTC';
comment on column event_store.token_entry.owner is 'The node that works on the segment';

-- The identifier of this store. Nodes that start together would race to make it.
insert into event_store.token_entry (processor_name, segment, token, token_type, time_stamp)
values ('__config', 0, json_build_object('config', json_build_object('id', gen_random_uuid())), 'ConfigToken',
        '2026-01-01T00:00:00Z');
