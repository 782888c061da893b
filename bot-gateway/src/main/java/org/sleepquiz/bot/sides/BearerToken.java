package org.sleepquiz.bot.sides;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** The gateway's own token for the other sides, given as it is or in a file; a file is read anew each time, so it can be renewed. */
public final class BearerToken {

    private final Supplier<Optional<String>> value;

    private BearerToken(Supplier<Optional<String>> value) {
        this.value = value;
    }

    public static BearerToken of(String token) {
        return new BearerToken(() -> Optional.of(token));
    }

    public static BearerToken in(Path file) {
        return new BearerToken(() -> {
            try {
                return Optional.of(
                        Files.readString(file, StandardCharsets.US_ASCII).strip());
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        });
    }

    /** No token: for sides that ask for none. */
    public static BearerToken none() {
        return new BearerToken(Optional::empty);
    }

    Optional<String> value() {
        return value.get();
    }

    @Override
    public String toString() {
        return "BearerToken";
    }
}
