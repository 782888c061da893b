package org.sleepquiz.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory that nobody but this user can enter, held by this JVM until it is released. The lock is the operating
 * system's, so a killed JVM leaves none behind.
 */
public final class OwnedDirectory implements AutoCloseable {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final boolean temporary;
    private final FileChannel lockFile;

    private OwnedDirectory(Path path, boolean temporary, FileChannel lockFile) {
        this.path = path;
        this.temporary = temporary;
        this.lockFile = lockFile;
    }

    /** @throws ServerNotStarted if another JVM, or this one, holds the directory already */
    public static OwnedDirectory hold(Path path, String server) {
        return hold(path.toAbsolutePath().normalize(), false, server);
    }

    /** A new directory that is deleted when it is released. */
    public static OwnedDirectory temporary(String server) {
        try {
            return hold(Files.createTempDirectory("sleepquiz-"), true, server);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static OwnedDirectory hold(Path path, boolean temporary, String server) {
        try {
            create(path);
            FileChannel lockFile =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(lockFile) == null) {
                lockFile.close();
                throw new ServerNotStarted(
                        server + " cannot start: the data in " + path + " are in use by another running instance");
            }
            return new OwnedDirectory(path, temporary, lockFile);
        } catch (IOException failed) {
            throw new ServerNotStarted(server + " cannot start: no access to " + path, failed);
        }
    }

    private static @Nullable FileLock lock(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException heldByThisJvm) {
            return null;
        }
    }

    /**
     * Creates the directory if need be and shuts everybody else out.
     *
     * @throws IOException also if the directory is another user's: its permissions cannot be changed then
     */
    static void create(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, OWNER_ONLY);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        if (!lockFile.isOpen()) {
            return;
        }
        try {
            lockFile.close();
            if (temporary) {
                deleteAll();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void deleteAll() throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
