-- Events that could not be projected because of themselves, and what happened to the same people after them. What they say stays
-- in the log alone: here is only where it stands there.
create table dead_letter (
    event_id        uuid        primary key,
    person          text,
    position        bigint      not null,
    sequence        bigint      not null check (sequence >= 0),
    type            text        not null check (type <> ''),
    status          text        not null check (status in ('FAILED', 'STUCK', 'WAITING', 'DISCARDED')),
    queued_at       timestamptz not null,
    attempts        int         not null default 0 check (attempts >= 0),
    cause           text,
    cause_message   text,
    cause_place     text,
    sql_state       text,
    first_failed_at timestamptz,
    last_failed_at  timestamptz,
    next_try_at     timestamptz,
    discarded_at    timestamptz,
    discarded_by    text,
    discard_reason  text,
    constraint dead_letter_person_while_open check ((person is null) = (status = 'DISCARDED')),
    constraint dead_letter_cause_of_failure check (status not in ('FAILED', 'STUCK') or (cause is not null and attempts > 0)),
    constraint dead_letter_next_try check ((next_try_at is not null) = (status = 'FAILED')),
    constraint dead_letter_discard check ((status = 'DISCARDED') = (discarded_at is not null and discarded_by is not null
                                                                    and discard_reason is not null))
);
-- a person's letters in order; also tells whether somebody has any, which every batch asks
create index dead_letter_queue on dead_letter (person, position) where person is not null;

comment on table dead_letter is 'Events that the projections could not take, and those of the same people that wait behind them';
comment on column dead_letter.event_id is 'The event, as in history.event_id';
comment on column dead_letter.person is 'Telegram user id in decimal; null once discarded';
comment on column dead_letter.position is 'Place in the whole log';
comment on column dead_letter.sequence is 'Number in the person''s own stream, from 0';
comment on column dead_letter.type is 'Name of the event';
comment on column dead_letter.status is 'FAILED: will be tried again; STUCK: waits for an operator or a new version; WAITING: behind another of the person''s; DISCARDED';
comment on column dead_letter.queued_at is 'Instant at which it became a letter';
comment on column dead_letter.attempts is 'How often it has failed';
comment on column dead_letter.cause is 'Class of the last failure; null if it has not been tried';
comment on column dead_letter.cause_message is 'What the last failure said, without numbers and quotations';
comment on column dead_letter.cause_place is 'Where in the program the last failure was';
comment on column dead_letter.sql_state is 'SQLState of the last failure; null if the database had no part in it';
comment on column dead_letter.first_failed_at is 'Instant of the first failure';
comment on column dead_letter.last_failed_at is 'Instant of the last failure';
comment on column dead_letter.next_try_at is 'Instant from which it is tried again by itself';
comment on column dead_letter.discarded_at is 'Instant at which it was discarded';
comment on column dead_letter.discarded_by is 'Who discarded it, as their token names them';
comment on column dead_letter.discard_reason is 'Why, in their words';

-- kept for operators, like the token
revoke all on dead_letter from analyst;
