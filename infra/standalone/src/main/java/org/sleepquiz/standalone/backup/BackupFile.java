package org.sleepquiz.standalone.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.sleepquiz.messages.Json;
import org.sleepquiz.standalone.backup.Manifest.Part;
import tools.jackson.core.JacksonException;

/** A back-up, open for reading. */
public final class BackupFile implements AutoCloseable {

    static final String MANIFEST = "manifest.json";
    static final String HASH_OF_MANIFEST = "manifest.sha256";

    private static final int BUFFER = 1 << 16; // bytes

    private final Path path;
    private final ZipFile zip;
    private final Manifest manifest;

    private BackupFile(Path path, ZipFile zip, Manifest manifest) {
        this.path = path;
        this.zip = zip;
        this.manifest = manifest;
    }

    /**
     * @throws BackupFailure if it is no whole back-up, or one that this program does not know how to read
     */
    public static BackupFile open(Path path) {
        if (!Files.isReadable(path)) {
            throw new BackupFailure(path + " cannot be read");
        }
        try {
            ZipFile zip = new ZipFile(path.toFile());
            try {
                return new BackupFile(path, zip, manifest(path, zip));
            } catch (IOException | RuntimeException unusable) {
                zip.close();
                throw unusable;
            }
        } catch (IOException unusable) {
            throw new BackupFailure(path + " is no whole back-up: " + unusable.getMessage(), unusable);
        }
    }

    private static Manifest manifest(Path path, ZipFile zip) throws IOException {
        byte[] json = content(path, zip, MANIFEST);
        String hash = new String(content(path, zip, HASH_OF_MANIFEST), StandardCharsets.US_ASCII);
        if (!HexFormat.of().formatHex(Measure.sha256().digest(json)).equals(hash)) {
            throw new BackupFailure("The back-up is damaged: its manifest is not what was written there");
        }
        try {
            int format = Json.MAPPER.readTree(json).path("format").asInt();
            if (format != Manifest.FORMAT) {
                throw new BackupFailure(path + " was made by a newer version of this program: its format is " + format);
            }
            return Json.MAPPER.readValue(json, Manifest.class);
        } catch (JacksonException unreadable) {
            throw new BackupFailure("The back-up is damaged: its manifest cannot be read", unreadable);
        }
    }

    private static byte[] content(Path path, ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new BackupFailure(path + " is no whole back-up: " + name + " is missing");
        }
        try (InputStream content = zip.getInputStream(entry)) {
            return content.readAllBytes();
        }
    }

    public Manifest manifest() {
        return manifest;
    }

    /**
     * Reads all of it.
     *
     * @throws BackupFailure if something is not what was written
     */
    public void verify(Progress progress) {
        byte[] buffer = new byte[BUFFER];
        for (Part part : manifest.parts()) {
            Measure measure = new Measure(part.table(), progress);
            try (InputStream text = text(part)) {
                for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
                    measure.add(buffer, 0, read);
                }
            } catch (IOException damaged) {
                throw new BackupFailure("The back-up is damaged: " + part.table() + " cannot be read", damaged);
            }
            measure.requireIs(part);
        }
    }

    InputStream text(Part part) throws IOException {
        ZipEntry entry = zip.getEntry(part.entry());
        if (entry == null) {
            throw new BackupFailure("The back-up is damaged: " + part.table() + " is missing");
        }
        return zip.getInputStream(entry);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException failed) {
            throw new BackupFailure(path + " cannot be closed", failed);
        }
    }
}
