-- With the person in it, this index finds one row where it would find everybody's of that night: a plan that was made while the
-- table was empty may take it to look for one night of one person, and keep it until the table is analysed.
drop index sleep_entries_night_date;
create index sleep_entries_night_date on sleep_entries (night_date, user_id);
