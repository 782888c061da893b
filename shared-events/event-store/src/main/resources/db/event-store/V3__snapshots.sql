-- A snapshot takes the place of the one before it, and may be half a megabyte of what cannot be compressed.
delete from event_store.snapshot_event_entry;

alter table event_store.snapshot_event_entry alter column sealed set storage external;

comment on column event_store.snapshot_event_entry.event_identifier is 'The last event that is in it';
comment on column event_store.snapshot_event_entry.payload_revision is
    'Revision of the JSON; a node passes over those of another revision than it writes';
