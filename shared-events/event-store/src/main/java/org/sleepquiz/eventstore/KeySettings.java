package org.sleepquiz.eventstore;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the master key is. Without any of these it is kept in the database, beside what it protects: erasing works, but whoever
 * has a copy of the database can read it.
 *
 * @param masterFile a file with a master key a line, the newest first, each 32 random bytes in base64
 * @param master master keys like those in the file, with commas between them; instead of a file
 * @param create whether the file is made, for its owner alone, if it is missing and nothing is sealed with another key yet
 * @param careInterval how often a node looks for keys to be wrapped anew and for events to be sealed, the first time after as long
 */
@ConfigurationProperties("sleepquiz.keys")
record KeySettings(
        @Nullable Path masterFile,
        @Nullable String master,
        @DefaultValue("false") boolean create,
        @DefaultValue("1m") Duration careInterval) {

    KeySettings {
        if (masterFile != null && master != null) {
            throw new IllegalArgumentException("set either sleepquiz.keys.master-file or sleepquiz.keys.master");
        }
        if (create && masterFile == null) {
            throw new IllegalArgumentException("sleepquiz.keys.create needs sleepquiz.keys.master-file");
        }
        if (careInterval.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("sleepquiz.keys.care-interval is more than 0");
        }
    }

    /** Never the keys. */
    @Override
    public String toString() {
        return "KeySettings[masterFile=" + masterFile + "]";
    }
}
