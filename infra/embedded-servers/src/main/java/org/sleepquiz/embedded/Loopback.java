package org.sleepquiz.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** The only address the embedded servers listen on, and its ports. */
final class Loopback {

    static final String ADDRESS = "127.0.0.1";

    private static final int LOWEST = 20_000;
    private static final int FIRST_OF_THE_SYSTEM = 32_768;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Loopback() {}

    /** The port itself if it is fixed, a free one if it is 0. */
    static int portFor(int port) {
        return port == 0 ? freePort() : port;
    }

    /**
     * A port that is free now and that nobody in this JVM has been given before. It is not yet taken when it is given: hence
     * from below the range out of which the system serves whoever asks for any port.
     */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, FIRST_OF_THE_SYSTEM);
            if (GIVEN.add(port) && isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = bound(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
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
