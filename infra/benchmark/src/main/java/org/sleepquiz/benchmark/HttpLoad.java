package org.sleepquiz.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.messages.AnswerValue;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Question;

/**
 * Takes quizzes over HTTP as so many clients with a kept connection each, all on one thread that waits for none of them: a
 * client library would take more of the two cores than the system that it measures. Its own processor time is told, too.
 */
final class HttpLoad {

    static final int HUNG_UP = -1;

    private static final int HTTP_OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private HttpLoad() {}

    static Contender contender(String name, CommandNode node, int clients) {
        Tally tally = new Tally(node.port(), CommandNode.token(Role.BOT), clients);
        return new Measured(name, tally);
    }

    /** A contender that knows what its generator has cost. */
    record Measured(String name, Tally tally) implements Contender {
        @Override
        public Round run(Duration length) {
            return tally.run(length);
        }

        /** Microseconds of processor time per request that the generator itself has used. */
        double generatorMicros() {
            return tally.requests == 0 ? 0 : tally.cpuNanos / 1e3 / tally.requests;
        }
    }

    /** The generator and its account. */
    static final class Tally {

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final int port;
        private final String token;
        private final int clients;
        private long requests;
        private long cpuNanos;

        Tally(int port, String token, int clients) {
            this.port = port;
            this.token = token;
            this.clients = clients;
        }

        Round run(Duration length) {
            long cpuBefore = THREADS.getCurrentThreadCpuTime();
            Histogram latencies = new Histogram(3);
            try (Selector selector = Selector.open()) {
                List<Connection> connections = new ArrayList<>();
                for (int number = 0; number < clients; number++) {
                    connections.add(new Connection(selector, port, token, latencies));
                }
                long began = System.nanoTime();
                long deadline = began + length.toNanos();
                for (Connection connection : connections) {
                    connection.ask();
                }
                int asking = clients;
                while (asking > 0) {
                    if (selector.select(PATIENCE.toMillis()) == 0) {
                        throw new IllegalStateException(asking + " clients still wait for a reply");
                    }
                    for (SelectionKey key : selector.selectedKeys()) {
                        Connection connection = (Connection) key.attachment();
                        if (connection.hasReply()) {
                            if (System.nanoTime() < deadline) {
                                connection.ask();
                            } else {
                                asking--;
                            }
                        }
                    }
                    selector.selectedKeys().clear();
                }
                long ended = System.nanoTime();
                for (Connection connection : connections) {
                    connection.close();
                }
                requests += latencies.getTotalCount();
                cpuNanos += THREADS.getCurrentThreadCpuTime() - cpuBefore;
                return new Round(latencies.getTotalCount(), ended - began, latencies, null);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** One client: a connection, and the quiz that it takes. */
    static final class Connection {

        private final InetSocketAddress server;
        private final String headers;
        private final Histogram latencies;
        private final ByteBuffer in = ByteBuffer.allocate(32 * 1024);
        private SocketChannel channel;
        private boolean serverCloses;
        private Quiz quiz = Quiz.ofNewPerson();
        private int step;
        private long asked;

        Connection(Selector selector, int port, String token, Histogram latencies) throws IOException {
            this.latencies = latencies;
            this.server = new InetSocketAddress("127.0.0.1", port);
            this.channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            this.headers = " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + token
                    + "\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: ";
        }

        void ask() throws IOException {
            if (step == Quiz.COMMANDS) {
                quiz = Quiz.ofNewPerson();
                step = 0;
            }
            String path = "/api/v1/users/" + quiz.telegramId() + "/quizzes";
            String request;
            if (step == 0) {
                request = request("POST " + path, "{\"quizId\":\"" + quiz.quizId() + "\"}");
            } else {
                Question question = Quiz.question(step);
                request = request("PUT " + path + "/" + quiz.quizId() + "/answers/" + question.name(), BODIES[step]);
            }
            step++;
            asked = System.nanoTime();
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
            while (out.hasRemaining()) {
                // a request is far smaller than the socket's buffer: this is done at once
                channel.write(out);
            }
        }

        private String request(String line, String body) {
            return line + headers + body.length() + "\r\n\r\n" + body;
        }

        /** Begins to connect again, without waiting; its quiz goes on where it was. The key is ready when it can be finished. */
        void reconnect(Selector selector) throws IOException {
            channel.close();
            in.clear();
            serverCloses = false;
            channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.connect(server);
            channel.register(selector, SelectionKey.OP_CONNECT, this);
        }

        /** @throws IOException if the server takes no connection */
        void finishConnecting(SelectionKey key) throws IOException {
            channel.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
        }

        /** Whether the last reply said so. */
        boolean serverCloses() {
            return serverCloses;
        }

        /** What was refused for now is asked for again the next time. */
        void takeBack() {
            step--;
        }

        /** Whether the reply is there in full; nothing is to be refused. */
        boolean hasReply() throws IOException {
            int status = reply();
            if (status == HUNG_UP) {
                throw new IllegalStateException("the server has hung up");
            }
            if (status != 0 && status != HTTP_OK) {
                throw new IllegalStateException("refused with " + status);
            }
            return status != 0;
        }

        /**
         * The status of the reply, once that is there in full, and 0 before; {@link #HUNG_UP} if there will be none. Of replies that say
         * yes the latency counts.
         */
        int reply() throws IOException {
            if (channel.read(in) < 0) {
                return HUNG_UP;
            }
            int status = statusOfWhole();
            if (status == HTTP_OK) {
                latencies.recordValue((System.nanoTime() - asked) / 1000);
            }
            if (status != 0) {
                serverCloses = status != HTTP_OK && indexOf(in.array(), in.position(), CONNECTION_CLOSE) >= 0;
                in.clear();
            }
            return status;
        }

        private int statusOfWhole() {
            byte[] bytes = in.array();
            int length = in.position();
            int body = indexOf(bytes, length, HEADERS_END) + HEADERS_END.length;
            if (body < HEADERS_END.length) {
                return 0;
            }
            boolean complete;
            int contentLength = indexOf(bytes, body, CONTENT_LENGTH);
            if (contentLength >= 0) {
                complete = length >= body + number(bytes, contentLength + CONTENT_LENGTH.length);
            } else {
                // chunked: the last chunk is empty
                complete = endsWith(bytes, length, LAST_CHUNK);
            }
            return complete ? (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0' : 0;
        }

        void close() throws IOException {
            channel.close();
        }
    }

    private static final byte[] HEADERS_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONNECTION_CLOSE = "Connection: close".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String[] BODIES = bodies();

    private static String[] bodies() {
        String[] bodies = new String[Quiz.COMMANDS];
        for (int step = 1; step < Quiz.COMMANDS; step++) {
            AnswerValue value = Quiz.ANSWERS.get(Quiz.question(step));
            bodies[step] = "{\"value\":" + Json.MAPPER.writeValueAsString(value) + "}";
        }
        return bodies;
    }

    private static int number(byte[] bytes, int from) {
        int number = 0;
        for (int at = from; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            number = number * 10 + bytes[at] - '0';
        }
        return number;
    }

    private static boolean endsWith(byte[] bytes, int length, byte[] end) {
        return length >= end.length && Arrays.equals(bytes, length - end.length, length, end, 0, end.length);
    }

    private static int indexOf(byte[] bytes, int length, byte[] wanted) {
        for (int at = 0; at <= length - wanted.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
