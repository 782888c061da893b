package org.sleepquiz.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.sleepquiz.httpedge.Role;

/**
 * Asks at a rate of its own, however long the replies take: what people do who have not heard that the system is busy. On one thread,
 * with as many connections as may wait at a time; if none is free, what was due is not sent and is counted.
 */
final class OpenLoad implements AutoCloseable {

    private static final int HTTP_OK = 200;
    private static final int HTTP_TOO_MANY_REQUESTS = 429;
    private static final int HTTP_UNAVAILABLE = 503;

    private final Selector selector;
    private final String token = CommandNode.token(Role.BOT);
    private final int port;
    private final Histogram latencies = new Histogram(3); // of the second that runs
    private final Deque<HttpLoad.Connection> free =
            new ArrayDeque<>(); // the last that became free is the next to be used
    private long unavailable;
    private long tooMany;
    private long failed;
    private long unsent;

    OpenLoad(CommandNode node, int connections) {
        try {
            selector = Selector.open();
            port = node.port();
            for (int number = 0; number < connections; number++) {
                free.push(new HttpLoad.Connection(selector, port, token, latencies));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * What became of a second's requests.
     *
     * @param latencies of those that were accepted, in microseconds
     * @param unavailable refused with 503
     * @param tooMany refused with 429
     * @param failed anything else
     * @param unsent that were due while every connection waited
     */
    record Second(Histogram latencies, long unavailable, long tooMany, long failed, long unsent) {

        long accepted() {
            return latencies.getTotalCount();
        }

        double p99Millis() {
            return latencies.getValueAtPercentile(99) / 1_000.0;
        }
    }

    /** @param eachSecond is told what has happened in it, and must not take long */
    void run(double perSecond, Duration length, Consumer<Second> eachSecond) {
        double nanosEach = 1e9 / perSecond;
        long began = System.nanoTime();
        long sent = 0;
        long told = 0;
        try {
            while (System.nanoTime() - began < length.toNanos()) {
                long due = (long) ((System.nanoTime() - began) / nanosEach);
                for (; sent < due; sent++) {
                    HttpLoad.Connection connection = free.poll();
                    if (connection == null) {
                        unsent++;
                    } else {
                        connection.ask();
                    }
                }
                selector.select(1);
                takeReplies();
                if (System.nanoTime() - began >= (told + 1) * 1_000_000_000L) {
                    told++;
                    eachSecond.accept(second());
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void takeReplies() throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            HttpLoad.Connection connection = (HttpLoad.Connection) key.attachment();
            if (key.isConnectable()) {
                finishConnecting(key, connection);
            } else {
                take(connection, connection.reply());
            }
        }
        selector.selectedKeys().clear();
    }

    private void finishConnecting(SelectionKey key, HttpLoad.Connection connection) throws IOException {
        try {
            connection.finishConnecting(key);
            free.addLast(connection);
        } catch (ConnectException refused) {
            failed++;
            connection.reconnect(selector);
        }
    }

    private void take(HttpLoad.Connection connection, int status) throws IOException {
        if (status == 0) {
            return;
        }
        if (status == HttpLoad.HUNG_UP) {
            // one that has rested for long, usually; a request that it bears is asked again
            if (!free.remove(connection)) {
                failed++;
                connection.takeBack();
            }
            connection.reconnect(selector);
            return;
        }
        if (status != HTTP_OK) {
            connection.takeBack();
            if (status == HTTP_UNAVAILABLE) {
                unavailable++;
            } else if (status == HTTP_TOO_MANY_REQUESTS) {
                tooMany++;
            } else {
                failed++;
            }
        }
        if (connection.serverCloses()) {
            connection.reconnect(selector);
        } else {
            free.push(connection);
        }
    }

    private Second second() {
        Second second = new Second(latencies.copy(), unavailable, tooMany, failed, unsent);
        latencies.reset();
        unavailable = 0;
        tooMany = 0;
        failed = 0;
        unsent = 0;
        return second;
    }

    @Override
    public void close() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
