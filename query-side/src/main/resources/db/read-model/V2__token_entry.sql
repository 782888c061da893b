-- How far the projections have read. Beside the rows, so that a position and its rows change in one transaction.
create table token_entry (
    processor_name text    not null,
    segment        integer not null,
    token          text,
    token_type     text,
    time_stamp     text    not null,
    owner          text,
    primary key (processor_name, segment)
);
comment on table token_entry is 'How far each segment of each projection has read the log; kept by Axon';

-- The identifier of this store. Nodes that start together would race to make it.
insert into token_entry (processor_name, segment, token, token_type, time_stamp)
values ('__config', 0, json_build_object('config', json_build_object('id', gen_random_uuid())), 'ConfigToken',
        '2026-01-01T00:00:00Z');
