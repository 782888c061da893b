package org.sleepquiz.command;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.sleepquiz.testsupport.TestDatabase;

/** Counts how often the driver has sent what it had and waited for the server: the round trips of this JVM to PostgreSQL. */
public final class CountingSockets extends SocketFactory {

    static final AtomicInteger ROUND_TRIPS = new AtomicInteger();

    private static final String LOOK_AFTER = "com.zaxxer.hikari.aliveBypassWindowMs";

    /** A node whose round trips are counted, those of what it is asked and no others. */
    static Node node(TestDatabase database, String... more) {
        // the pool looks whether a connection that rested is alive still: one more round trip after half a second of
        // idleness
        System.setProperty(LOOK_AFTER, Long.toString(Duration.ofHours(1).toMillis()));
        try {
            List<String> properties = new ArrayList<>(List.of(
                    "--sleepquiz.kafka.enabled=false",
                    // what is done in the background would be counted too
                    "--sleepquiz.keys.care-interval=1h",
                    // the migration has made both, so that none is made while we count
                    "--spring.datasource.hikari.maximum-pool-size=2",
                    "--spring.datasource.hikari.data-source-properties.socketFactory="
                            + CountingSockets.class.getName()));
            properties.addAll(List.of(more));
            return Node.start(database, Node.NO_KAFKA, properties.toArray(String[]::new));
        } finally {
            System.clearProperty(LOOK_AFTER);
        }
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public OutputStream getOutputStream() throws IOException {
                return new FilterOutputStream(super.getOutputStream()) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        out.write(bytes, offset, length);
                    }

                    @Override
                    public void flush() throws IOException {
                        ROUND_TRIPS.incrementAndGet();
                        out.flush();
                    }
                };
            }
        };
    }

    // the driver connects by itself

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException();
    }
}
