-- A person's events are sealed with a key of their own. Whoever destroys the key has erased what they said.

create table event_store.master_key (
    master_key text    primary key,
    number     integer generated always as identity,
    kept_here  bytea
);

comment on table event_store.master_key is 'The keys that wrap the keys of persons, by their fingerprints';
comment on column event_store.master_key.number is 'The highest is the one that new keys are wrapped with';
comment on column event_store.master_key.kept_here is
    'The key itself, only where none was configured: whoever has the database then has everything';

-- Every look at this table is for one row, by an index, and nothing is ever worked out from its statistics. Those of a table that
-- is small make the planner read the whole of it, and the plan outlives the smallness; hence no analysis. What is left of a destroyed
-- key must not stay in the files for long; hence the early vacuum.
create table event_store.person_key (
    key_id     uuid  primary key,
    person     text  not null unique,
    master_key text  not null,
    wrapped    bytea not null
) with (autovacuum_analyze_threshold = 2147483647, autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);

-- for a change of the master key
create index person_key_by_master on event_store.person_key (master_key);

comment on table event_store.person_key is 'The key of each person; deleted when they are erased';
comment on column event_store.person_key.key_id is 'By which the events name it';
comment on column event_store.person_key.person is 'telegramId';
comment on column event_store.person_key.wrapped is 'The key, encrypted with the master key: AES-GCM, nonce first, bound to key_id';

alter table event_store.domain_event_entry
    add column key_id uuid,
    add column sealed bytea,
    alter column payload drop not null,
    add constraint sealed_or_in_the_clear check ((payload is null) = (sealed is not null) and (key_id is null) = (sealed is null));

comment on column event_store.domain_event_entry.key_id is 'The key that the content is sealed with; if there is none of that name, the person was erased';
comment on column event_store.domain_event_entry.sealed is
    'JSON, encrypted: AES-GCM, nonce first, bound to key, sequence number, payload type and revision';
comment on column event_store.domain_event_entry.payload is 'JSON in the clear: UserErased, and what was stored before events were sealed';

-- for sealing what was stored before
create index domain_event_entry_in_the_clear on event_store.domain_event_entry (global_index)
    where key_id is null and payload_type not in ('Erased', 'UserErased');

-- a shortcut that will be made again
delete from event_store.snapshot_event_entry;

alter table event_store.snapshot_event_entry
    drop column payload,
    add column key_id uuid not null,
    add column sealed bytea not null;

comment on column event_store.snapshot_event_entry.sealed is 'JSON, encrypted like that of an event';
