package org.sleepquiz.localtelegram;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The bytes of photos and documents by file id, for as long as their message is kept. */
final class FileStore {

    private final @Nullable Path directory;
    private final Map<String, byte[]> inMemory = new ConcurrentHashMap<>();

    FileStore(@Nullable Path directory) {
        this.directory = directory;
    }

    /** The ids of the files a Bot API message shows. */
    static List<String> fileIds(JsonNode message) {
        List<String> ids = new ArrayList<>();
        message.path("photo").forEach(size -> ids.add(size.path("file_id").asString()));
        if (message.has("document")) {
            ids.add(message.path("document").path("file_id").asString());
        }
        return ids;
    }

    void put(String id, byte[] bytes) {
        if (directory == null) {
            inMemory.put(id, bytes);
            return;
        }
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(id), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep a file in " + directory, e);
        }
    }

    Optional<byte[]> get(String id) {
        if (!id.matches("[A-Za-z0-9_-]+")) {
            return Optional.empty(); // never a path
        }
        if (directory == null) {
            return Optional.ofNullable(inMemory.get(id));
        }
        try {
            Path file = directory.resolve(id);
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a file in " + directory, e);
        }
    }

    /** Deletes what a killed process left without its message. */
    void retainOnly(Set<String> ids) {
        if (directory == null || !Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> file.getFileName().toString())
                    .filter(id -> !ids.contains(id))
                    .toList()
                    .forEach(this::delete);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + directory, e);
        }
    }

    void delete(String id) {
        inMemory.remove(id);
        if (directory != null) {
            try {
                Files.deleteIfExists(directory.resolve(id));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete a file in " + directory, e);
            }
        }
    }
}
