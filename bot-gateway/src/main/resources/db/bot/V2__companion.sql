-- What is to be said to people unasked: the daily prompt and the weekly report, each once, whatever the topic repeats. A row is kept
-- for as long as the topic could bring its event again.
create table bot.outgoing (
    event_id        text primary key,              -- ce_id
    user_id         bigint      not null,          -- 0 once the person is erased
    kind            text        not null check (kind in ('PROMPT', 'REPORT')),
    language        text        not null,
    due_at          timestamptz not null,          -- when it should be said; much later it is not said any more
    about           date        not null,          -- the night asked about, or the last night of the week
    again           boolean     not null,          -- whether it comes again after a snooze
    state           text        not null default 'NEW' check (state in ('NEW', 'REFUSED', 'DONE')),
    outcome         text,                          -- a code, once done; REFUSED: they block the bot, and that is yet to be noted
    attempts        int         not null default 0,
    next_attempt_at timestamptz not null,
    claim           uuid,
    done_at         timestamptz
);

create index outgoing_due on bot.outgoing (next_attempt_at) where state <> 'DONE';
create index outgoing_of_user on bot.outgoing (user_id);
create index outgoing_done on bot.outgoing (done_at) where state = 'DONE';
