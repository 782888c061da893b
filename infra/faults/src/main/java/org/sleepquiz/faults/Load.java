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
    private static final int PEOPLE_OF_A_CLIENT = 5;

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
        Load load = new Load(new Gate(httpClients + chats));
        Api api = cluster.commandApi();
        for (int client = 0; client < httpClients; client++) {
            long first = FIRST_OF_HTTP + client * 1_000L;
            List<String> people = LongStream.range(first, first + PEOPLE_OF_A_CLIENT)
                    .mapToObj(Long::toString)
                    .toList();
            load.run(new HttpClientLoad(api, ledger, load.gate, people, new Random(seed + client)), "http-" + client);
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
