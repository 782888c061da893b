-- Who may talk with the bot where not everybody may.
create table bot.invites (
    invite_id  text primary key,      -- the public part of the code
    code_hash  bytea       not null,  -- SHA-256 of the secret part: whoever reads this table can invite nobody
    uses       int         not null check (uses > 0),
    used       int         not null default 0 check (used between 0 and uses),
    created_at timestamptz not null,
    expires_at timestamptz not null
);

create table bot.admitted (
    user_id     bigint primary key,
    admitted_at timestamptz not null
);

-- Who was told lately that they may not, so that they are not told at every tap. A row is kept for hours.
create table bot.turned_away (
    user_id   bigint primary key,
    told_at   timestamptz not null,
    update_id bigint      not null -- the one that was answered: it is answered again should it come again
);

create index turned_away_by_time on bot.turned_away (told_at);
