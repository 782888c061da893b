package org.sleepquiz.standalone;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every table of every schema, row by row: as text, and bytes as the text that they may hold. */
final class EverythingStored {

    private final JdbcClient jdbc;

    EverythingStored(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A row that should not hold what it holds. */
    record Found(String table, String what, String row) {}

    List<String> tables() {
        return jdbc.sql("""
                        select format('%I.%I', namespace.nspname, class.relname)
                        from pg_class class join pg_namespace namespace on namespace.oid = class.relnamespace
                        where class.relkind in ('r', 'm') and namespace.nspname not in ('pg_catalog', 'information_schema')
                            and namespace.nspname not like 'pg_toast%'
                        order by 1
                        """).query(String.class).list();
    }

    /**
     * The rows in which one of the texts is found.
     *
     * @param wanted what to look for, as regular expressions by what it is; a text that may stand in bytes is looked for there too
     */
    List<Found> find(Map<String, Pattern> wanted, Map<String, String> inBytes) {
        List<Found> found = new ArrayList<>();
        for (String table : tables()) {
            for (String row : jdbc.sql("select each::text from " + table + " each")
                    .query(String.class)
                    .list()) {
                wanted.forEach((what, pattern) -> {
                    if (pattern.matcher(row).find()) {
                        found.add(new Found(table, what, row));
                    }
                });
                inBytes.forEach((what, text) -> {
                    if (row.contains(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)))) {
                        found.add(new Found(table, what + " in bytes", row));
                    }
                });
            }
        }
        return found;
    }

    long rows() {
        return tables().stream()
                .mapToLong(table -> jdbc.sql("select count(*) from " + table)
                        .query(Long.class)
                        .single())
                .sum();
    }

    long largeObjects() {
        return jdbc.sql("select count(*) from pg_largeobject_metadata")
                .query(Long.class)
                .single();
    }
}
