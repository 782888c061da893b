package org.sleepquiz.httpedge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** A secret kept in a file that only its owner can read; written whole or not at all. */
public final class SecretFile {

    private SecretFile() {}

    /**
     * What stands in the file; made and written first if there is none.
     *
     * @throws IOException if the file can be neither read nor written
     */
    public static String readOrMake(Path file, Supplier<String> made) throws IOException {
        if (!Files.exists(file)) {
            Path unfinished = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(unfinished);
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(unfinished, made.get(), StandardCharsets.US_ASCII);
            Files.move(unfinished, file);
        }
        return Files.readString(file, StandardCharsets.US_ASCII);
    }
}
