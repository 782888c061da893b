package org.sleepquiz.standalone;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.sleepquiz.embedded.ServerNotStarted;
import org.sleepquiz.eventstore.UnusableMasterKey;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.legacyimport.ImportFailure;
import org.sleepquiz.legacyimport.LegacyImport;
import org.sleepquiz.standalone.backup.BackupFailure;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The launcher: {@code demo}, {@code up}, {@code token}, {@code backup} and its like, {@code rebuild}, {@code republish},
 * {@code import-legacy}, {@code help}.
 */
public final class Sleepquiz {

    private static final String USAGE =
            "usage: ./sleepquiz demo | up [--data DIR] | token bot|analyst|operator [--data DIR] | backup FILE [--data DIR]"
                    + " | restore FILE [--data DIR] | verify FILE | erase-again [--data DIR] | rebuild NAME [--data DIR] | republish --to-topic TOPIC ..."
                    + " | import-legacy ... | help";
    private static final String HELP = """
            ./sleepquiz demo
                a throw-away system in which one person answers the quiz, and everything that comes of it is shown
            ./sleepquiz up [--data DIR]
                the system, kept in DIR (data), until Ctrl-C
            ./sleepquiz token bot|analyst|operator [--data DIR]
                a bearer token for the system of that directory
            ./sleepquiz rebuild NAME [--data DIR]
                makes a read model (users, entries, ...) of the running system again, beside the one in use
            ./sleepquiz republish --to-topic TOPIC [--from POSITION] [--to POSITION] [--user TELEGRAM_ID] [--data DIR]
                fills a topic of its own from the log of the running system; see docs/kafka.md
            ./sleepquiz backup FILE [--data DIR]
                the running system's database as it is now, in a new file; not the master key, DIR/keys/master
            ./sleepquiz restore FILE [--data DIR]
                that database, in a new directory (or an empty database of yours); the master key has to be there, or in the file
                that SLEEPQUIZ_KEYS_MASTER_FILE names
            ./sleepquiz verify FILE
                whether a back-up is whole
            ./sleepquiz erase-again [--data DIR]
                after a restore: erases who was erased after the back-up was made, as the running system's topic tells
            ./sleepquiz import-legacy --jdbc URL [options]
                brings over the diaries of the predecessor's database; see docs/import.md
            ./sleepquiz help

            Settings of up, in the environment:
              SLEEPQUIZ_CHAT_PORT 8080, SLEEPQUIZ_COMMAND_PORT 8081, SLEEPQUIZ_QUERY_PORT 8082, SLEEPQUIZ_BOT_PORT 8083,
              SLEEPQUIZ_POSTGRES_PORT 15432, SLEEPQUIZ_KAFKA_PORT 19092    0 is any free one
              SLEEPQUIZ_JDBC_URL, SLEEPQUIZ_JDBC_USER, SLEEPQUIZ_JDBC_PASSWORD, SLEEPQUIZ_KAFKA_BOOTSTRAP
                                                                           servers you have, instead of embedded ones
              SLEEPQUIZ_DEFAULT_ZONE Europe/Stockholm                      of people whose zone is not known
              SLEEPQUIZ_ACCESS open|allowlist|invite, SLEEPQUIZ_ALLOWED_USERS 1,2,...
              TELEGRAM_BOT_TOKEN                                           the real Telegram instead of the local one
              TELEGRAM_API_URL                                             another Bot API server
              TELEGRAM_MODE polling|webhook, TELEGRAM_WEBHOOK_URL, TELEGRAM_WEBHOOK_SECRET
            Settings of this script:
              JAVA_HOME, SLEEPQUIZ_JAVA_PLACES, SLEEPQUIZ_JAVA_OPTS        see docs/quick-start.md

            """;
    private static final String STDERR_IS_TERMINAL = "sleepquiz.stderr.terminal"; // Java cannot tell, the script can
    private static final String LOG_FILE = "sleepquiz.log.file";
    private static final Duration TOKEN_LIFETIME = Duration.ofDays(30);

    private Sleepquiz() {}

    /** Exits with 0 if all went well, 1 if the system could not do it, 2 if the call was not understood. */
    public static void main(String[] arguments) {
        // the sides share this JVM: none of them may take over its logging (see logback.xml)
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        int exit;
        try {
            exit = run(new ArrayDeque<>(Arrays.asList(arguments)), System.out);
        } catch (StartFailure | ServerNotStarted | ImportFailure | BackupFailure | UnusableMasterKey failure) {
            System.err.println("sleepquiz: " + failure.getMessage());
            LoggerFactory.getLogger(Sleepquiz.class).debug("event=start_failed", failure);
            exit = 1;
        } catch (RuntimeException unforeseen) {
            LoggerFactory.getLogger(Sleepquiz.class).error("event=failed", unforeseen);
            System.err.println("sleepquiz: failed for a reason that is in the log, " + System.getProperty(LOG_FILE));
            exit = 1;
        }
        System.exit(exit);
    }

    private static int run(Deque<String> arguments, PrintStream out) {
        String call = arguments.isEmpty() ? "" : arguments.removeFirst();
        return switch (call) {
            case "demo" -> arguments.isEmpty() ? demo(out) : misunderstood();
            case "up" -> up(dataDirectory(arguments), out);
            case "token" -> token(arguments, out);
            case "rebuild" -> rebuild(arguments, out);
            case "republish" ->
                Republish.run(
                        arguments,
                        System.getenv(),
                        data -> DataDirectory.issuerOf(data).issue(Role.OPERATOR, TOKEN_LIFETIME),
                        out);
            case "backup" -> backup(arguments, out);
            case "restore" -> restore(arguments, out);
            case "verify" -> verify(arguments, out);
            case "erase-again" -> eraseAgain(dataDirectory(arguments), out);
            case "import-legacy" -> importLegacy(arguments, out);
            case "help", "--help", "-h" -> help(out);
            default -> misunderstood();
        };
    }

    private static int demo(PrintStream out) {
        logToTemporary("demo");
        return Demo.run(out) ? 0 : 1;
    }

    private static int up(Path data, PrintStream out) {
        logTo(data.resolve("sleepquiz.log"));
        StandaloneSettings settings = StandaloneSettings.of(System.getenv());
        try (DataDirectory directory = DataDirectory.take(data);
                StandaloneSystem system = new StandaloneSystem(directory, true)) {
            system.stopOnExit(() -> {
                if (!system.addresses().isEmpty()) {
                    out.println("Stopping ...");
                }
            });
            system.start(settings);
            system.addresses().forEach((name, address) -> out.printf("%-12s %s%n", name, address));
            out.printf("%-12s %s at %s%n", "Java", Runtime.version(), System.getProperty("java.home"));
            out.println("Ready. Ctrl-C stops it.");
            new CountDownLatch(1).await(); // until the JVM is told to stop
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private static int token(Deque<String> arguments, PrintStream out) {
        if (arguments.isEmpty()) {
            return misunderstood();
        }
        String name = arguments.removeFirst();
        Role role;
        try {
            role = Role.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new StartFailure("No role is named " + name + "; there are bot, analyst, operator", unknown);
        }
        out.println(DataDirectory.issuerOf(dataDirectory(arguments)).issue(role, TOKEN_LIFETIME));
        return 0;
    }

    private static int rebuild(Deque<String> arguments, PrintStream out) {
        if (arguments.isEmpty()) {
            return misunderstood();
        }
        logToTemporary("rebuild");
        String readModel = arguments.removeFirst();
        String token = DataDirectory.issuerOf(dataDirectory(arguments)).issue(Role.OPERATOR, TOKEN_LIFETIME);
        OperatorApi api = OperatorApi.ofQuerySide(System.getenv(), token);
        return new RebuildCall(api, out, System.err, Boolean.getBoolean(STDERR_IS_TERMINAL)).run(readModel);
    }

    private static int backup(Deque<String> arguments, PrintStream out) {
        if (arguments.isEmpty()) {
            return misunderstood();
        }
        logToTemporary("backup");
        Path file = Path.of(arguments.removeFirst());
        BackupCalls.of(System.getenv(), dataDirectory(arguments), out).backup(file);
        return 0;
    }

    private static int restore(Deque<String> arguments, PrintStream out) {
        if (arguments.isEmpty()) {
            return misunderstood();
        }
        logToTemporary("restore");
        Path file = Path.of(arguments.removeFirst());
        BackupCalls.of(System.getenv(), dataDirectory(arguments), out).restore(file);
        return 0;
    }

    private static int verify(Deque<String> arguments, PrintStream out) {
        if (arguments.size() != 1) {
            return misunderstood();
        }
        logToTemporary("verify");
        BackupCalls.verify(Path.of(arguments.removeFirst()), out);
        return 0;
    }

    private static int eraseAgain(Path data, PrintStream out) {
        logToTemporary("erase-again");
        Map<String, String> environment = System.getenv();
        String token = DataDirectory.issuerOf(data).issue(Role.OPERATOR, TOKEN_LIFETIME);
        EraseAgain.run(
                environment,
                BackupCalls.ownDatabase(environment).orElseGet(() -> DataDirectory.databaseOf(data)),
                token,
                out);
        return 0;
    }

    private static int importLegacy(Deque<String> arguments, PrintStream out) {
        logToTemporary("import");
        return LegacyImport.run(
                arguments,
                System.getenv(),
                data -> DataDirectory.issuerOf(data).issue(Role.OPERATOR, TOKEN_LIFETIME),
                out,
                System.err,
                Boolean.getBoolean(STDERR_IS_TERMINAL));
    }

    private static int help(PrintStream out) {
        out.print(HELP);
        out.println(LegacyImport.usage());
        return 0;
    }

    private static Path dataDirectory(Deque<String> arguments) {
        if (arguments.isEmpty()) {
            return Path.of("data");
        }
        if (arguments.size() == 2 && arguments.removeFirst().equals("--data")) {
            return Path.of(arguments.removeFirst());
        }
        throw new StartFailure("Not understood. " + USAGE);
    }

    private static int misunderstood() {
        System.err.println(USAGE);
        return 2;
    }

    private static void logToTemporary(String call) {
        logTo(Path.of(
                System.getProperty("java.io.tmpdir"),
                "sleepquiz-%s-%d.log".formatted(call, ProcessHandle.current().pid())));
    }

    /** Before the first logger is made. */
    private static void logTo(Path file) {
        System.setProperty(LOG_FILE, file.toString());
        // Tomcat speaks through the JDK's own logging
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
