package org.sleepquiz.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The same SQL and the same migrations fill the schema that is read and the one that is being rebuilt. */
class SchemaNamesTest {

    private static final Path MAIN = Path.of("src", "main");

    @Test // #5
    void sqlLeavesTheSchemaToTheConnection() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            List<String> naming = files.filter(file -> file.toString().matches(".*\\.(java|sql)"))
                    // which has two of them in hand
                    .filter(file -> !file.toString().contains("rebuild"))
                    .flatMap(SchemaNamesTest::linesNamingTheSchema)
                    .toList();
            assertThat(naming).isEmpty();
        }
    }

    private static Stream<String> linesNamingTheSchema(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.contains("read_model."))
                    .map(line -> MAIN.relativize(file) + ": " + line.strip());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
