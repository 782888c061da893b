-- A login role that can read the read model and nothing else. Roles belong to the whole server: another database on it may
-- have made this one already, perhaps at this very moment.
do $$
begin
    if not exists (select from pg_roles where rolname = 'analyst') then
        create role analyst login;
    end if;
exception
    when duplicate_object or unique_violation then null;
end
$$;

-- where nobody may connect unless it is said
do $$
begin
    execute format('grant connect on database %I to analyst', current_database());
end
$$;
grant usage on schema read_model to analyst;
grant select on users, sleep_entries, sleep_entry_disruptions, history, v_nights to analyst;
-- tables that come later, too; not the two that keep the house: the token and Flyway's history
alter default privileges in schema read_model grant select on tables to analyst;
