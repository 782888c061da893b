package org.sleepquiz.legacyimport;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the import was asked to do.
 *
 * @param jdbcUrl of the predecessor's database; never shown, as it may hold a password
 * @param defaultZone of a person whose zone the predecessor does not know
 * @param commandUrl of the command-side that takes the nights
 * @param token its bearer token, role bot or operator
 * @param refused where every row is listed that was not taken
 */
record ImportSettings(
        String jdbcUrl,
        @Nullable String user,
        @Nullable String password,
        ZoneId defaultZone,
        URI commandUrl,
        String token,
        Path refused) {

    static final String USAGE = """
            usage: ./sleepquiz import-legacy --jdbc URL [options]
              --jdbc URL            the predecessor's database, as in jdbc:postgresql://host/name
              --user NAME           its user
              --password-file FILE  that user's password; else SLEEPQUIZ_LEGACY_PASSWORD
              --zone-default ZONE   of people whose zone is not known (SLEEPQUIZ_DEFAULT_ZONE, else Europe/Stockholm)
              --data DIR            the running system's data directory, for its token (data)
              --command-url URL     the command-side (http://127.0.0.1:8081, or the port in SLEEPQUIZ_COMMAND_PORT)
              --token-file FILE     its bearer token, instead of one by the data directory
              --refused FILE        where to list the rows that were not taken (import-legacy-refused.csv)
            exit code: 0 all was taken or is listed, 1 not finished (run it again), 2 the call was not understood""";

    private static final Set<String> OPTIONS = Set.of(
            "--jdbc",
            "--user",
            "--password-file",
            "--zone-default",
            "--data",
            "--command-url",
            "--token-file",
            "--refused");

    /** The call was not understood. */
    static final class Misunderstood extends Exception {

        private static final long serialVersionUID = 1L;

        Misunderstood(String line) {
            super(line);
        }

        Misunderstood(String line, Throwable cause) {
            super(line, cause);
        }
    }

    /**
     * @param tokenOf a bearer token by the data directory of an installation
     * @throws ImportFailure if a file that was named cannot be read
     */
    static ImportSettings of(
            Collection<String> arguments, Map<String, String> environment, Function<Path, String> tokenOf)
            throws Misunderstood {
        Map<String, String> given = options(new ArrayDeque<>(arguments));
        String jdbcUrl = given.get("--jdbc");
        if (jdbcUrl == null || !jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new Misunderstood("--jdbc has to name a PostgreSQL database, as in jdbc:postgresql://host/name");
        }
        return new ImportSettings(
                jdbcUrl,
                given.get("--user"),
                Optional.ofNullable(given.get("--password-file"))
                        .map(file -> secretIn(Path.of(file)))
                        .orElse(environment.get("SLEEPQUIZ_LEGACY_PASSWORD")),
                zone(given.getOrDefault(
                        "--zone-default", environment.getOrDefault("SLEEPQUIZ_DEFAULT_ZONE", "Europe/Stockholm"))),
                url(given.getOrDefault(
                        "--command-url",
                        "http://127.0.0.1:" + environment.getOrDefault("SLEEPQUIZ_COMMAND_PORT", "8081"))),
                Optional.ofNullable(given.get("--token-file"))
                        .map(file -> secretIn(Path.of(file)))
                        .orElseGet(() -> tokenOf.apply(Path.of(given.getOrDefault("--data", "data")))),
                Path.of(given.getOrDefault("--refused", "import-legacy-refused.csv")));
    }

    private static Map<String, String> options(Deque<String> arguments) throws Misunderstood {
        Map<String, String> given = new HashMap<>();
        while (!arguments.isEmpty()) {
            String option = arguments.removeFirst();
            if (!OPTIONS.contains(option)) {
                throw new Misunderstood("There is no option " + option);
            }
            if (arguments.isEmpty() || given.put(option, arguments.removeFirst()) != null) {
                throw new Misunderstood(option + " takes one value, once");
            }
        }
        return given;
    }

    private static ZoneId zone(String name) throws Misunderstood {
        return Zones.named(name).orElseThrow(() -> new Misunderstood(name + " is no IANA time zone"));
    }

    private static URI url(String text) throws Misunderstood {
        try {
            URI url = URI.create(text.replaceFirst("/+$", ""));
            if (url.getHost() != null && Set.of("http", "https").contains(String.valueOf(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException notAUrl) {
            throw new Misunderstood("--command-url is no URL: " + text, notAUrl);
        }
        throw new Misunderstood("--command-url is no URL: " + text);
    }

    private static String secretIn(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new ImportFailure("Cannot read " + file, unreadable);
        }
    }

    @Override
    public String toString() {
        return "ImportSettings"; // passwords and tokens are in it
    }
}
