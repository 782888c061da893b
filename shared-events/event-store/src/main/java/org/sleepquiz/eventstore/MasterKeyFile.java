package org.sleepquiz.eventstore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A file with a master key a line, the newest first. Empty lines and those that begin with # do not count. */
record MasterKeyFile(Path path) {

    boolean isMissing() {
        return Files.notExists(path);
    }

    List<MasterKey> read() {
        List<MasterKey> keys = new ArrayList<>();
        try {
            List<String> lines = Files.readAllLines(path, StandardCharsets.US_ASCII);
            for (int number = 0; number < lines.size(); number++) {
                String line = lines.get(number).strip();
                if (!line.isEmpty() && !line.startsWith("#")) {
                    keys.add(parse(line, number + 1));
                }
            }
        } catch (IOException unreadable) {
            throw new UnusableMasterKey("The master key cannot be read from " + path + ": " + unreadable, unreadable);
        }
        if (keys.isEmpty()) {
            throw new UnusableMasterKey("There is no master key in " + path, null);
        }
        return keys;
    }

    private MasterKey parse(String line, int number) {
        try {
            return MasterKey.parse(line);
        } catch (IllegalArgumentException notAKey) {
            throw new UnusableMasterKey(
                    "Line " + number + " of " + path + " is no master key: " + notAKey.getMessage(), notAKey);
        }
    }

    /** Writes a new key, for nobody but the owner of the file; whole or not at all. */
    void create() {
        try {
            Path unfinished = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(unfinished);
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(unfinished, MasterKey.random().base64() + "\n", StandardCharsets.US_ASCII);
            Files.move(unfinished, path);
        } catch (IOException impossible) {
            throw new UnusableMasterKey("The master key cannot be written to " + path + ": " + impossible, impossible);
        }
    }
}
