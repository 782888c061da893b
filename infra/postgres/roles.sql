-- The roles of the database, each with no more than its side needs. For an administrator (a superuser, or the owner of the database who
-- may make roles), in the database itself, before the first start; it may be run again at any time, and has to be once after an update
-- from a version whose sides shared one role.
--
-- Passwords come from settings of the session, so that they stand in no file and in no statement of this one; a role whose password is
-- not given keeps the one it has:
--   PGOPTIONS="-c sleepquiz.command_password=... -c sleepquiz.query_password=... -c sleepquiz.bot_password=... -c
--       sleepquiz.analyst_password=..." psql -v ON_ERROR_STOP=1 -f roles.sql DATABASE

do $$
declare
    side     text;
    password text;
begin
    foreach side in array array['sleepquiz_command', 'sleepquiz_query', 'sleepquiz_bot', 'analyst'] loop
        begin
            -- roles belong to the whole server: another database on it may make this one at this very moment
            if not exists (select from pg_roles where rolname = side) then
                execute format('create role %I login', side);
            end if;
        exception
            when duplicate_object or unique_violation then null;
        end;
        password := current_setting('sleepquiz.' || replace(side, 'sleepquiz_', '') || '_password', true);
        if password <> '' then
            execute format('alter role %I password %L', side, password);
        end if;
    end loop;
end
$$;

-- Who makes a schema for a role has to be able to become that role; a superuser is.
do $$
begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
        grant sleepquiz_command, sleepquiz_query, sleepquiz_bot to current_user;
    end if;
end
$$;

-- Only these come in, and only the query-side makes schemas: it builds a new read model beside the old one.
do $$
declare
    database text := current_database();
begin
    execute format('revoke connect, temporary on database %I from public', database);
    execute format('grant connect on database %I to sleepquiz_command, sleepquiz_query, sleepquiz_bot, analyst', database);
    execute format('grant create on database %I to sleepquiz_query', database);
    execute format('grant connect on database %I to sleepquiz_query with grant option', database);
end
$$;
revoke create on schema public from public;

-- Each schema belongs to its side, and so does everything in it, whoever made it.
do $$
declare
    owned record;
    thing record;
begin
    for owned in
        select * from (values ('event_store', 'sleepquiz_command'), ('schedule', 'sleepquiz_command'),
                              ('read_model', 'sleepquiz_query'), ('bot', 'sleepquiz_bot')) as schemas (name, role)
    loop
        if to_regnamespace(owned.name) is null then
            execute format('create schema %I authorization %I', owned.name, owned.role);
        end if;
        execute format('alter schema %I owner to %I', owned.name, owned.role);
        for thing in
            select class.relname as name,
                   case class.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
                                      else 'table' end as kind
            from pg_class class
            where class.relnamespace = owned.name::regnamespace
              and class.relkind in ('r', 'p', 'v', 'm', 'S')
              and class.relowner <> owned.role::regrole
              -- the sequence of an identity column goes with its table
              and not exists (select from pg_depend where objid = class.oid and classid = 'pg_class'::regclass and deptype = 'i')
        loop
            execute format('alter %s %I.%I owner to %I', thing.kind, owned.name, thing.name, owned.role);
        end loop;
    end loop;
end
$$;

-- The query-side reads the log and the keys that open it, now and whatever comes later, and writes nothing of it.
grant usage on schema event_store to sleepquiz_query;
grant select on all tables in schema event_store to sleepquiz_query;
alter default privileges for role sleepquiz_command in schema event_store grant select on tables to sleepquiz_query;

-- The query-side tells how long the oldest transaction that writes the log is under way (sleepquiz_log_longest_write_seconds). Only a
-- superuser can let it look; without this the figure is NaN. It sees statements, which hold no values.
do $$
begin
    if (select rolsuper from pg_roles where rolname = current_user) then
        grant pg_read_all_stats to sleepquiz_query;
    end if;
end
$$;
