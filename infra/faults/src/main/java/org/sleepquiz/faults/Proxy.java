package org.sleepquiz.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A wire that can be harmed: whoever connects to its port is connected with one of the targets, in turn; the next one if that is away.
 * Everything on it is bytes.
 */
final class Proxy implements AutoCloseable {

    /** What the wire does. */
    enum State {
        OPEN,
        /** Connections are reset, and so is who tries anew. */
        CUT,
        /** Nothing passes and nobody is told; what waits passes afterwards. */
        STALLED,
        /** Every chunk of bytes comes late. */
        SLOW,
        /** Connections are reset now and then, between any two chunks. */
        DROPPING
    }

    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);
    private static final Duration DELAY = Duration.ofMillis(120);
    private static final int CHUNKS_PER_DROP = 40;
    private static final int CONNECT_MILLIS = 1_000;

    private final ServerSocket entrance;
    private final List<Integer> targets;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private State state = State.OPEN; // guarded by this

    private Proxy(ServerSocket entrance, List<Integer> targets) {
        this.entrance = entrance;
        this.targets = targets;
    }

    /** @param targets ports on the loopback address */
    static Proxy to(List<Integer> targets) {
        try {
            Proxy proxy = new Proxy(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), targets);
            proxy.inBackground(proxy::accept);
            return proxy;
        } catch (IOException failed) {
            throw new IllegalStateException("no port for a proxy", failed);
        }
    }

    int port() {
        return entrance.getLocalPort();
    }

    void become(State next) {
        synchronized (this) {
            state = next;
            notifyAll();
        }
        if (next == State.CUT) {
            wires.forEach(Wire::reset);
        }
    }

    /** What is connected now is never heard of again, by either end, as if the other machine had lost its power; new connections are good. */
    void abandonWires() {
        wires.forEach(wire -> wire.abandoned = true);
    }

    private synchronized State state() {
        return state;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                inBackground(() -> connect(client));
            } catch (SocketException closed) {
                return;
            } catch (IOException failed) {
                LOG.warn("event=accept_failed", failed);
            }
        }
    }

    private void connect(Socket client) {
        int first = turn.getAndIncrement();
        for (int next = 0; next < targets.size() && state() != State.CUT; next++) {
            int target = targets.get(Math.floorMod(first + next, targets.size()));
            Socket server = new Socket();
            try {
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
            } catch (IOException away) {
                close(server);
                continue;
            }
            Wire wire = new Wire(client, server);
            wires.add(wire);
            inBackground(() -> wire.pump(client, server));
            inBackground(() -> wire.pump(server, client));
            return;
        }
        reset(client);
    }

    private final class Wire {

        private final Socket client;
        private final Socket server;
        private volatile boolean abandoned;

        Wire(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void pump(Socket from, Socket to) {
            byte[] chunk = new byte[1 << 14];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                    if (!passes()) {
                        reset();
                        return;
                    }
                    if (!abandoned) {
                        out.write(chunk, 0, length);
                    }
                }
                if (!abandoned) {
                    to.shutdownOutput();
                    if (from.isOutputShutdown()) {
                        end();
                    }
                }
            } catch (IOException gone) {
                if (!abandoned) {
                    reset();
                }
            }
        }

        /** Waits as long as the wire wants; false if the connection does not survive it. */
        private boolean passes() {
            State now = state();
            if (now == State.SLOW) {
                Pause.of(DELAY);
            } else if (now == State.STALLED) {
                waitWhileStalled();
            }
            return now != State.DROPPING || ThreadLocalRandom.current().nextInt(CHUNKS_PER_DROP) > 0;
        }

        private void waitWhileStalled() {
            synchronized (Proxy.this) {
                try {
                    while (state == State.STALLED) {
                        Proxy.this.wait();
                    }
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void reset() {
            wires.remove(this);
            Proxy.reset(client);
            Proxy.reset(server);
        }

        private void end() {
            wires.remove(this);
            Proxy.close(client);
            Proxy.close(server);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException closed) {
            LOG.trace("event=closed_already", closed);
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failed) {
            LOG.warn("event=close_failed", failed);
        }
    }

    private void inBackground(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException failed) {
            LOG.warn("event=close_failed", failed);
        }
        become(State.CUT);
    }
}
