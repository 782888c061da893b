-- Every update from Telegram, until it has been handled once. A row is kept for some days after that, without what the
-- person wrote, so that a redelivered update is known. It is never kept for a week: after a week without updates Telegram
-- may choose update ids anew.
create table bot.inbox (
    update_id        bigint primary key,
    position         bigint generated always as identity unique, -- the order of receipt: update ids may start anew
    user_id          bigint      not null,
    received_at      timestamptz not null,
    payload          jsonb,                                       -- null once done
    state            text        not null default 'NEW' check (state in ('NEW', 'DONE', 'PARKED')),
    attempts         int         not null default 0 check (attempts >= 0), -- failures that count towards parking
    postponed        int         not null default 0 check (postponed >= 0), -- times that somebody else was down
    next_attempt_at  timestamptz not null,
    claim            uuid,                                        -- who handles it now
    claimed_until    timestamptz,
    told_at          timestamptz,                                 -- when the person was told that it is kept
    last_error       text,                                        -- a code, never a text of the person's
    sent_message_id  bigint,                                      -- the reply, once one was sent: later ones edit it
    shown_message_id bigint,                                      -- the message that shows the outcome
    shown            text,                                        -- the button that would show the same again
    language         text,                                        -- the person's, as last told by the command-side
    done_at          timestamptz,
    check (state <> 'NEW' or payload is not null)
);

create index inbox_waiting on bot.inbox (user_id, position) where state = 'NEW';
create index inbox_due on bot.inbox (next_attempt_at) where state = 'NEW';
create index inbox_of_user on bot.inbox (user_id, position desc);
create index inbox_done on bot.inbox (done_at) where state = 'DONE';

-- Which node polls for which bot, so that several gateways do not take the updates from one another.
create table bot.poller (
    bot_id text primary key, -- the public part of the token
    node   uuid        not null,
    until  timestamptz not null
);
