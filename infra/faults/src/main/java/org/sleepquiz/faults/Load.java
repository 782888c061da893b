package org.sleepquiz.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** All clients at once, over HTTP and in the chat. */
final class Load implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long FIRST_OF_HTTP = 1_000_000;
    private static final long FIRST_OF_CHAT = 2_000_000;
    private static final long FIRST_PASSER_BY = 1_900_000;
    private static final int ERASERS = 2;
    private static final int PEOPLE_OF_A_CLIENT = 5;
    /** Of the people of a client; the others keep all that they were promised. */
    private static final int WHO_MAY_BE_ERASED = 2;

    private final Gate gate;
    private final List<Thread> threads = new ArrayList<>();

    private Load(Gate gate) {
        this.gate = gate;
    }

    /**
     * Starts it.
     *
     * @param httpClients each with some people of its own
     * @param chats going on at once
     */
    static Load start(Cluster cluster, Ledger ledger, int httpClients, int chats, long seed) {
        Load load = new Load(new Gate(httpClients + ERASERS + chats));
        Api api = cluster.commandApi();
        List<String> mayBeErased = new ArrayList<>();
        for (int client = 0; client < httpClients; client++) {
            long first = FIRST_OF_HTTP + client * 1_000L;
            List<String> people = LongStream.range(first, first + PEOPLE_OF_A_CLIENT)
                    .mapToObj(Long::toString)
                    .toList();
            mayBeErased.addAll(people.subList(0, WHO_MAY_BE_ERASED));
            load.run(new HttpClientLoad(api, ledger, load.gate, people, new Random(seed + client)), "http-" + client);
        }
        for (int eraser = 0; eraser < ERASERS; eraser++) {
            AtomicLong passerBy = new AtomicLong(FIRST_PASSER_BY + eraser * 10_000L);
            load.run(
                    new Eraser(
                            api,
                            ledger,
                            load.gate,
                            mayBeErased,
                            () -> Long.toString(passerBy.incrementAndGet()),
                            new Random(seed - 100 - eraser)),
                    "eraser-" + eraser);
        }
        for (int chat = 0; chat < chats; chat++) {
            AtomicLong person = new AtomicLong(FIRST_OF_CHAT + chat * 10_000L);
            load.run(
                    new Thumb(
                            () -> cluster.telegram().person(person.incrementAndGet(), "Person", "en"),
                            ledger,
                            load.gate,
                            new Random(seed - chat)),
                    "chat-" + chat);
        }
        return load;
    }

    private void run(Runnable client, String name) {
        Thread thread = new Thread(client, name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    /** Whether everybody has got a reply to what they were asking for, in time. */
    boolean rest() {
        return gate.close(PATIENCE);
    }

    void goOn() {
        gate.open();
    }

    /** False if a client has come to an end by an error of its own. */
    boolean isComplete() {
        return threads.stream().allMatch(Thread::isAlive);
    }

    @Override
    public void close() {
        gate.end();
    }
}
