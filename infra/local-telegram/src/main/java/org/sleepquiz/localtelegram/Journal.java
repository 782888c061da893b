package org.sleepquiz.localtelegram;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file of lines <code>{"k": key, "v": value}</code>; a later line about a key replaces an earlier one, a line
 * without value removes it. Appending is one {@code write} a change, so a killed process loses nothing it had
 * answered for (the kernel has the bytes; only a power cut could take the last ones, which is fine for a stand-in).
 * Snapshots of everything at each change were rejected: they cost the whole chat for every tap. A torn last line is
 * dropped on opening; the file is rewritten small on opening, on closing and whenever it has grown fourfold.
 */
final class Journal implements AutoCloseable {

    private static final long SMALL = 8L << 20; // bytes; below this rewriting is not worth it

    /** Writes down everything there is, key by key. */
    interface Everything {
        void to(BiConsumer<String, JsonNode> lines);
    }

    private final Path file;
    private final FileChannel lockFile;
    private FileChannel channel;
    private long sizeWhenCompact;

    private Journal(Path file, FileChannel lockFile, FileChannel channel) {
        this.file = file;
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /**
     * Opens the journal in that folder and replays it.
     *
     * @throws IllegalStateException if another process holds it or a line in the middle cannot be read
     */
    static Journal open(Path directory, BiConsumer<String, @Nullable JsonNode> replay) {
        try {
            Files.createDirectories(directory);
            FileChannel lockFile = lock(directory);
            Path file = directory.resolve("telegram.jsonl");
            try {
                if (Files.exists(file)) {
                    replay(file, replay);
                }
                return new Journal(file, lockFile, append(file));
            } catch (IOException | RuntimeException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep chats in " + directory + ": " + e.getMessage(), e);
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null; // held by this very process: as much in use as by another
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException("The chats in " + directory + " are in use by another local Telegram");
        }
        return channel;
    }

    private static void replay(Path file, BiConsumer<String, @Nullable JsonNode> replay) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            String line = lines.readLine();
            while (line != null) {
                String next = lines.readLine();
                number++;
                JsonNode entry;
                try {
                    entry = Json.MAPPER.readTree(line);
                } catch (JacksonException e) {
                    if (next == null) {
                        return; // the process was killed while writing it
                    }
                    throw new IllegalStateException("Line " + number + " of " + file + " cannot be read", e);
                }
                replay.accept(entry.path("k").asString(), entry.get("v"));
                line = next;
            }
        }
    }

    private static FileChannel append(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    void append(String key, @Nullable JsonNode value) {
        try {
            write(channel, key, value);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    private static void write(FileChannel channel, String key, @Nullable JsonNode value) throws IOException {
        ObjectNode line = Json.object().put("k", key);
        if (value != null) {
            line.set("v", value);
        }
        ByteBuffer bytes =
                ByteBuffer.wrap((Json.MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void compactIfGrown(Everything everything) {
        try {
            if (channel.size() > SMALL && channel.size() > 4 * sizeWhenCompact) {
                compact(everything);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot rewrite " + file, e);
        }
    }

    /** Writes a new file beside the old one and swaps them in one step. */
    void compact(Everything everything) {
        Path fresh = file.resolveSibling("telegram.jsonl.new");
        try {
            StringBuilder chunk = new StringBuilder();
            try (FileChannel out = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                everything.to((key, value) -> {
                    chunk.append(Json.MAPPER.writeValueAsString(
                                    Json.object().put("k", key).set("v", value)))
                            .append('\n');
                    if (chunk.length() > 1 << 16) {
                        flush(chunk, out);
                    }
                });
                flush(chunk, out);
                out.force(true);
            }
            channel.close();
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            channel = append(file);
            sizeWhenCompact = channel.size();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot rewrite " + file, e);
        }
    }

    private static void flush(StringBuilder chunk, FileChannel out) {
        ByteBuffer bytes = ByteBuffer.wrap(chunk.toString().getBytes(StandardCharsets.UTF_8));
        chunk.setLength(0);
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close " + file, e);
        }
    }
}
