-- An event's identifier is made of the time and 74 random bits: two are never the same, and what must not be stored twice is told by
-- one_event_per_place. Nobody looks for an event by its identifier, and the index cost every append as much as that one.
alter table event_store.domain_event_entry drop constraint domain_event_entry_event_identifier_key;
