package org.sleepquiz.standalone.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a back-up holds.
 *
 * @param format of the file; only ever counts up
 * @param takenAt the moment that it shows, by the database's clock
 * @param postgres version of the server
 * @param schemas the version of each, by its name
 * @param masterKeys the fingerprints of those that are not in it and without which it cannot be read
 * @param masterKeyInside whether one is in it, because the database had it
 * @param parts one for each table
 */
public record Manifest(
        int format,
        Instant takenAt,
        String postgres,
        Map<String, String> schemas,
        List<String> masterKeys,
        boolean masterKeyInside,
        List<Part> parts) {

    static final int FORMAT = 1;

    private static final String LOG = "event_store.domain_event_entry";

    /** How many events there are. */
    public long events() {
        return parts.stream()
                .filter(part -> part.table().equals(LOG))
                .mapToLong(Part::rows)
                .sum();
    }

    /** How many bytes all tables come to, before they are compressed. */
    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /**
     * A table, in the form of {@code COPY}, a line for each row.
     *
     * @param table with its schema
     * @param columns those that are not derived from others
     * @param sha256 of the text
     * @param next what columns get next that count by themselves
     */
    public record Part(
            String table, List<String> columns, long rows, long bytes, String sha256, Map<String, Long> next) {

        /** Names become part of statements; ours need no quotes, and a file may come from anywhere. */
        private static final Pattern TABLE =
                Pattern.compile("(event_store|schedule|bot)\\.[a-z_][a-z0-9_]*|" + Pattern.quote(KeptSchema.LETTERS));

        private static final Pattern COLUMN = Pattern.compile("[a-z_][a-z0-9_]*");

        public Part {
            if (!TABLE.matcher(table).matches()
                    || !columns.stream()
                            .allMatch(column -> COLUMN.matcher(column).matches())
                    || !next.keySet().stream()
                            .allMatch(column -> COLUMN.matcher(column).matches())) {
                throw new IllegalArgumentException("no table of ours: " + table);
            }
        }

        String entry() {
            return table + ".copy";
        }

        String copied() {
            return "copy " + table + " (" + String.join(", ", columns) + ")";
        }
    }
}
