package org.sleepquiz.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** All faults by their names. */
final class Faults {

    /** Set by {@code infra/faults/run} where the suite has a network of its own, in which packets may be thrown away. */
    static final String OWN_NETWORK = "SLEEPQUIZ_FAULTS_OWN_NETWORK";

    static final Map<String, Fault> ALL = all();

    /** In milliseconds. A node that stands still this long has lost its claims, or nearly. */
    private static final int SHORTEST_FREEZE = 8_000;

    private static final int LONGEST_FREEZE = 30_000;

    private Faults() {}

    private static Map<String, Fault> all() {
        Map<String, Fault> all = new LinkedHashMap<>();
        for (String side : List.of("command", "query", "bot")) {
            all.put("kill-" + side, (cluster, random) -> kill(cluster, some(cluster.nodesOf(side), random), random));
        }
        all.put("kill-postgres", Faults::killPostgres);
        all.put("kill-kafka", (cluster, random) -> kill(cluster, List.of(Cluster.KAFKA), random));
        for (String side : List.of("command", "query", "bot")) {
            all.put(
                    "freeze-" + side,
                    (cluster, random) -> freeze(cluster, some(cluster.nodesOf(side), random), random));
        }
        all.put("freeze-kafka", (cluster, random) -> freeze(cluster, List.of(Cluster.KAFKA), random));
        all.put("cut", (cluster, random) -> harm(cluster, Proxy.State.CUT, random));
        all.put("stall", (cluster, random) -> harm(cluster, Proxy.State.STALLED, random));
        all.put("slow", (cluster, random) -> harm(cluster, Proxy.State.SLOW, random));
        all.put("drop", (cluster, random) -> harm(cluster, Proxy.State.DROPPING, random));
        all.put("vanish", Faults::vanish);
        all.put("cut-kafka", (cluster, random) -> loseKafka(cluster, List.of(), random));
        all.put(
                "lossy-kafka",
                (cluster, random) -> loseKafka(
                        cluster, List.of("-m", "statistic", "--mode", "random", "--probability", "0.3"), random));
        all.put("clock", Faults::jump);
        all.put("disk-full", Faults::fillDisk);
        return Collections.unmodifiableMap(all);
    }

    /** One of them or more. */
    private static List<String> some(List<String> all, Random random) {
        List<String> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, 1 + random.nextInt(shuffled.size()));
    }

    private static Duration millis(Random random, int least, int most) {
        return Duration.ofMillis(least + random.nextInt(most - least + 1));
    }

    private static Struck kill(Cluster cluster, List<String> names, Random random) {
        List<ChildProcess> victims = names.stream().map(cluster::process).toList();
        victims.forEach(ChildProcess::kill);
        return new Struck("killed " + names, millis(random, 0, 5_000), () -> victims.forEach(ChildProcess::start));
    }

    private static Struck killPostgres(Cluster cluster, Random random) {
        cluster.postgres().kill();
        return new Struck(
                "killed PostgreSQL",
                millis(random, 0, 8_000),
                () -> cluster.postgres().startAgain());
    }

    private static Struck freeze(Cluster cluster, List<String> names, Random random) {
        List<ChildProcess> victims = names.stream().map(cluster::process).toList();
        victims.forEach(ChildProcess::freeze);
        return new Struck(
                "froze " + names,
                millis(random, SHORTEST_FREEZE, LONGEST_FREEZE),
                () -> victims.forEach(ChildProcess::thaw));
    }

    private static Struck harm(Cluster cluster, Proxy.State state, Random random) {
        List<String> names = some(cluster.wireNames(), random);
        List<Proxy> wires = names.stream().map(cluster::wire).toList();
        wires.forEach(wire -> wire.become(state));
        return new Struck(
                state.name().toLowerCase(Locale.ROOT) + " " + names,
                millis(random, 3_000, 25_000),
                () -> wires.forEach(wire -> wire.become(Proxy.State.OPEN)));
    }

    private static Struck vanish(Cluster cluster, Random random) {
        List<String> names = some(cluster.wireNames(), random);
        names.forEach(name -> cluster.wire(name).abandonWires());
        return new Struck("connections never heard of again " + names, Duration.ZERO, () -> {});
    }

    /** @param which of the packets are lost; all if nothing is said */
    private static Struck loseKafka(Cluster cluster, List<String> which, Random random) {
        if (System.getenv(OWN_NETWORK) == null) {
            throw new NotHere("packets can only be thrown away in a network of one's own (unshare -n, root)");
        }
        Function<String, String[]> rule = action -> {
            List<String> command = new ArrayList<>(List.of(
                    "iptables", action, "INPUT", "-p", "tcp", "--dport", Integer.toString(cluster.kafkaPort())));
            command.addAll(which);
            command.addAll(List.of("-j", "DROP"));
            return command.toArray(String[]::new);
        };
        Commands.run(rule.apply("-I"));
        return new Struck(
                (which.isEmpty() ? "every packet" : "3 of 10 packets") + " to Kafka lost",
                millis(random, 5_000, 25_000),
                () -> Commands.run(rule.apply("-D")));
    }

    private static Struck jump(Cluster cluster, Random random) {
        List<String> sides = new ArrayList<>(cluster.nodesOf("command"));
        sides.addAll(cluster.nodesOf("query"));
        sides.addAll(cluster.nodesOf("bot"));
        List<String> names = some(sides, random);
        long seconds = List.of(-93_600L, -600L, -30L, 30L, 600L, 93_600L).get(random.nextInt(6));
        names.forEach(name -> cluster.process(name).say(SideProcess.CLOCK + seconds));
        return new Struck(
                "clock by " + seconds + " s " + names,
                millis(random, 3_000, 15_000),
                () -> names.forEach(name -> cluster.process(name).say(SideProcess.CLOCK + 0)));
    }

    private static Struck fillDisk(Cluster cluster, Random random) {
        Postgres postgres = cluster.postgres();
        if (!postgres.isOnSmallDisk()) {
            throw new NotHere("no small file system may be mounted here (mount -t tmpfs, root)");
        }
        postgres.fillDisk();
        return new Struck("PostgreSQL's disk is full", millis(random, 3_000, 15_000), () -> {
            postgres.freeDisk();
            postgres.startIfItHasEnded();
        });
    }
}
