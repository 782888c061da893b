-- Who has caused an event and by which way, since the log tells; null for what was recorded before.
alter table history
    add column actor    text,
    add column via      text,
    add column trace_id text;
comment on column history.actor is 'Who caused it: person (themself), system, or the role of whoever did, as in operator:maria; null if not known';
comment on column history.via is 'By which way: telegram, http, batch, schedule; null if not known';
comment on column history.trace_id is 'The command that it follows from: what one command caused has the same; null if not known';
