package org.sleepquiz.bot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What lies between the gateway and Telegram: it counts the bytes of every method's calls, headers included, and can be slow. */
final class LineToTelegram implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LineToTelegram.class);
    private static final Pattern REQUEST = Pattern.compile("^POST /bot[^/]+/(\\w+) ");

    /**
     * What went over the line.
     *
     * @param sent bytes of requests
     * @param received bytes of replies
     */
    record Traffic(int calls, long sent, long received) {

        static final Traffic NONE = new Traffic(0, 0, 0);

        Traffic plus(Traffic more) {
            return new Traffic(calls + more.calls, sent + more.sent, received + more.received);
        }
    }

    private final URI telegram;
    private final ServerSocket server;
    private final Map<String, Traffic> traffic = new ConcurrentHashMap<>();
    private final Map<String, Duration> delays = new ConcurrentHashMap<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    LineToTelegram(URI telegram) {
        this.telegram = telegram;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        run(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** From now on every call of the method takes so much longer to arrive. */
    void isSlow(String method, Duration delay) {
        delays.put(method, delay);
    }

    /** By method. */
    Map<String, Traffic> traffic() {
        return new TreeMap<>(traffic);
    }

    /** How many connections the gateway has opened. */
    int connections() {
        return sockets.size() / 2;
    }

    private void accept() throws IOException {
        while (true) {
            Socket gateway = server.accept();
            Socket there = new Socket(telegram.getHost(), telegram.getPort());
            sockets.add(gateway);
            sockets.add(there);
            gateway.setTcpNoDelay(true);
            there.setTcpNoDelay(true);
            AtomicReference<String> method = new AtomicReference<>("");
            run(() -> copy(gateway, there, method, true));
            run(() -> copy(there, gateway, method, false));
        }
    }

    /** There is one call at a time on a connection, and its first bytes name the method. */
    private void copy(Socket from, Socket to, AtomicReference<String> method, boolean requests) throws IOException {
        byte[] bytes = new byte[65_536];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                boolean first = requests && begins(bytes, read, method);
                if (first) {
                    Duration delay = delays.getOrDefault(method.get(), Duration.ZERO);
                    LockSupport.parkNanos(delay.toNanos());
                }
                traffic.merge(
                        method.get(),
                        new Traffic(first ? 1 : 0, requests ? read : 0, requests ? 0 : read),
                        Traffic::plus);
                out.write(bytes, 0, read);
            }
        }
    }

    private static boolean begins(byte[] bytes, int length, AtomicReference<String> method) {
        Matcher request = REQUEST.matcher(new String(bytes, 0, Math.min(length, 300), StandardCharsets.ISO_8859_1));
        if (request.find()) {
            method.set(request.group(1));
            return true;
        }
        return false;
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void run(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException closed) {
                        LOG.debug(
                                "event=line-closed cause={}", closed.getClass().getSimpleName());
                    }
                },
                "line-to-telegram");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException unclosed) {
            throw new UncheckedIOException(unclosed);
        }
    }
}
