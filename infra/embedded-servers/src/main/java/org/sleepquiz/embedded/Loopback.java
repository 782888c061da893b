package org.sleepquiz.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The only address the embedded servers listen on, and its ports. */
final class Loopback {

    static final String ADDRESS = "127.0.0.1";

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Loopback() {}

    /** The port itself if it is fixed, a free one if it is 0. */
    static int portFor(int port) {
        return port == 0 ? freePort() : port;
    }

    /** A port that is free now and that nobody in this JVM has been given before: it is not yet taken when it is given. */
    static int freePort() {
        int port;
        do {
            try (ServerSocket socket = bound(0)) {
                port = socket.getLocalPort();
            } catch (IOException noPort) {
                throw new UncheckedIOException(noPort);
            }
        } while (!GIVEN.add(port));
        return port;
    }

    /**
     * @throws ServerNotStarted if somebody listens on the port already
     */
    static void requireFree(int port, String server) {
        try (ServerSocket socket = bound(port)) {
            socket.getLocalPort();
        } catch (BindException taken) {
            throw new ServerNotStarted(
                    server + " cannot start: port " + port + " on " + ADDRESS + " is in use by another program", taken);
        } catch (IOException failed) {
            throw new ServerNotStarted(server + " cannot start: port " + port + " cannot be opened", failed);
        }
    }

    private static ServerSocket bound(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            // a port whose last connections are still in TIME_WAIT is free for a server
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(ADDRESS), port));
            return socket;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }
}
