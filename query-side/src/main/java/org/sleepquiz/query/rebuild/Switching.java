package org.sleepquiz.query.rebuild;

import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts the next version in the place of the one in use, in one transaction that holds all tables in use for itself alone. It waits for
 * whoever has read or written any of them in a transaction that is not over, and whoever comes then waits for it; so every transaction
 * sees, and every batch writes, one version only. Who waited for a table's lock looks its name up again, and finds the new one.
 */
final class Switching {

    /** Longer than a batch usually takes; shorter than PostgreSQL waits before it looks for deadlocks. */
    static final String PATIENCE = "300ms";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Builds builds;
    private final NextVersion next;

    Switching(JdbcClient jdbc, TransactionTemplate transactions, Builds builds, NextVersion next) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.builds = builds;
        this.next = next;
    }

    /**
     * @throws NotNow if somebody keeps a table for too long, or there is too much to catch up with
     */
    void putInUse(int version, String node) {
        transactions.executeWithoutResult(status -> {
            // a crash must not bring the old version back after it was said to be replaced
            jdbc.sql("set local synchronous_commit = on").update();
            lockTablesInUse();
            next.catchUpAtOnce(version, node);
            requireTheSameMigrations();
            String old = Schemas.old(builds.live());
            handOver();
            jdbc.sql("alter schema read_model rename to " + old).update();
            jdbc.sql("alter schema read_model_next rename to read_model").update();
            builds.switched(version, node, old);
        });
    }

    private void lockTablesInUse() {
        jdbc.sql("set local lock_timeout = '" + PATIENCE + "'").update();
        try {
            jdbc.sql("lock table " + String.join(", ", tablesInUse()) + " in access exclusive mode")
                    .update();
        } catch (DataAccessException held) {
            throw new NotNow("a transaction on the tables in use is not over", held);
        }
    }

    /**
     * Views, too: who waited for a table of one that was replaced meanwhile would read the old version. First what a batch begins with,
     * so that it and the switch do not wait for each other.
     */
    private List<String> tablesInUse() {
        return jdbc.sql("""
                        select format('read_model.%I', class.relname)
                        from pg_class class
                        where class.relnamespace = 'read_model'::regnamespace and class.relkind in ('r', 'p', 'v')
                        order by array_position(array['dead_letter', 'token_entry'], class.relname::text), class.oid
                        """).query(String.class).list();
    }

    /** A node of another release may have migrated the tables in use since the new ones were made. */
    private void requireTheSameMigrations() {
        boolean same = jdbc.sql("""
                        select count(*) = 0
                        from (select version, checksum from read_model.flyway_schema_history where success) old
                        full join (select version, checksum from read_model_next.flyway_schema_history where success) new
                            using (version, checksum)
                        where old is null or new is null
                        """).query(Boolean.class).single();
        if (!same) {
            throw new Outdated("the tables in use have been migrated since it was begun");
        }
    }

    /**
     * Positions and dead letters go over as they stand, with the nodes that hold them: these go on without noticing. So do rights; of
     * the old schema nobody but its owner keeps any.
     */
    private void handOver() {
        jdbc.sql("delete from read_model_next.token_entry").update();
        jdbc.sql("insert into read_model_next.token_entry select * from read_model.token_entry")
                .update();
        jdbc.sql("insert into read_model_next.dead_letter select * from read_model.dead_letter")
                .update();
        jdbc.sql("drop table read_model_next.passed_over").update();
        jdbc.sql("""
                        do $$
                        declare
                            held record;
                        begin
                            for held in
                                select rights.grantee::regrole as role, rights.privilege_type as privilege
                                from pg_namespace schema, aclexplode(schema.nspacl) rights
                                where schema.nspname = 'read_model' and rights.grantee not in (0, schema.nspowner)
                            loop
                                execute format('grant %s on schema read_model_next to %s', held.privilege, held.role);
                                execute format('revoke %s on schema read_model from %s', held.privilege, held.role);
                            end loop;
                            for held in
                                select class.relname as name, rights.grantee::regrole as role,
                                       rights.privilege_type as privilege
                                from pg_class class, aclexplode(class.relacl) rights
                                where class.relnamespace = 'read_model'::regnamespace
                                  and rights.grantee not in (0, class.relowner)
                                  and to_regclass(format('read_model_next.%I', class.relname)) is not null
                            loop
                                execute format('grant %s on read_model_next.%I to %s', held.privilege, held.name, held.role);
                            end loop;
                            for held in
                                select rights.grantee::regrole as role, rights.privilege_type as privilege
                                from pg_default_acl acl, aclexplode(acl.defaclacl) rights
                                where acl.defaclnamespace = 'read_model'::regnamespace and acl.defaclobjtype = 'r'
                                  and rights.grantee not in (0, acl.defaclrole)
                            loop
                                execute format('alter default privileges in schema read_model_next grant %s on tables to %s',
                                               held.privilege, held.role);
                            end loop;
                            execute format('comment on schema read_model_next is %L',
                                           obj_description('read_model'::regnamespace, 'pg_namespace'));
                        end
                        $$
                        """).update();
    }
}
