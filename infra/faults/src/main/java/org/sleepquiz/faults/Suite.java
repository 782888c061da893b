package org.sleepquiz.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.KafkaException;
import org.axonframework.common.AxonException;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.faults.Finding.Kind;
import org.springframework.dao.DataAccessException;

/** The system under load, struck by one fault after the other, and checked after each. */
final class Suite implements AutoCloseable {

    /** How long after the load has stopped everything may take to have caught up. */
    private static final Duration CATCHING_UP = Duration.ofMinutes(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int HTTP_CLIENTS = 3;
    private static final int CHATS = 3;

    private final Options options;
    private final Cluster cluster;
    private final Ledger ledger = new Ledger();
    private final Stores stores;
    private final Load load;
    private final Probe probe;
    private long redelivered;

    private Suite(Options options) {
        this.options = options;
        deleteAll(options.directory());
        this.cluster = Cluster.start(
                options.directory(), options.nodes(), options.faults().contains("disk-full"));
        this.stores = Stores.open(cluster.postgres(), cluster.masterKey());
        this.load = Load.start(cluster, ledger, HTTP_CLIENTS, CHATS, options.seed());
        this.probe = new Probe(cluster, ledger);
    }

    static Suite start(Options options) {
        return new Suite(options);
    }

    /**
     * One fault, from the load before it to the check after it.
     *
     * @throws NotHere if this machine does not let it happen; nothing was broken then
     */
    Round strike(String name, int number) {
        // of its own for each, so that a part of the schedule can be repeated by itself
        Random random = new Random(Objects.hash(options.seed(), name, number));
        long before = ledger.count();
        long erasedBefore = ledger.countErased();
        load.goOn();
        Pause.of(upTo(options.seconds(), random));
        Struck struck = Objects.requireNonNull(Faults.ALL.get(name)).strike(cluster, random);
        Pause.of(struck.lasts());
        long end = System.nanoTime();
        struck.end().run();
        Optional<Duration> recovery = probe.wayThrough(end);
        cluster.awaitAll();
        Pause.of(upTo(options.seconds(), random));

        List<Finding> findings = new ArrayList<>();
        if (recovery.isEmpty()) {
            findings.add(new Finding(Kind.STALLED, "a new person's answer did not come through"));
        }
        if (!load.rest()) {
            findings.add(new Finding(Kind.STALLED, "clients still wait for a reply"));
        }
        if (!load.isComplete()) {
            findings.add(new Finding(Kind.STALLED, "a client has ended"));
        }
        Verdict verdict = check();
        findings.addAll(verdict.findings());
        long again = verdict.redelivered() - redelivered;
        redelivered = verdict.redelivered();
        return new Round(
                name,
                number,
                struck.what(),
                ledger.count() - before,
                ledger.countErased() - erasedBefore,
                findings,
                again,
                recovery.orElse(null));
    }

    private static Duration upTo(int seconds, Random random) {
        return Duration.ofMillis(random.nextInt(1_000 * seconds));
    }

    /** Waits until all is well, or tells what is not. */
    Verdict check() {
        long end = System.nanoTime() + CATCHING_UP.toNanos();
        Verdict verdict = look();
        while (!verdict.isClean() && System.nanoTime() < end) {
            Pause.of(BETWEEN_LOOKS);
            verdict = look();
        }
        List<Finding> findings = new ArrayList<>(verdict.findings());
        ledger.takeRefusals().forEach(refusal -> findings.add(new Finding(Kind.REFUSED, refusal)));
        return new Verdict(findings, verdict.redelivered());
    }

    /** How it is now, even if it has not caught up yet. */
    Verdict look() {
        try {
            // the log last: whatever the others have must be in it
            Tables readModel = stores.readModel();
            List<Published> topic = Topic.all(cluster.kafkaBootstrap());
            List<Trace> traces = stores.traces();
            return Checker.check(ledger, stores.log(), readModel, topic, traces);
        } catch (DataAccessException | AxonException | KafkaException away) {
            return new Verdict(List.of(new Finding(Kind.STALLED, "cannot be read: " + away.getMessage())), redelivered);
        }
    }

    Stores stores() {
        return stores;
    }

    Cluster cluster() {
        return cluster;
    }

    @Override
    public void close() {
        load.close();
        stores.close();
        cluster.close();
    }

    private static void deleteAll(Path directory) {
        if (Files.notExists(directory)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failed)
                        throws IOException {
                    Files.delete(emptied);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
