package org.sleepquiz.bot.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.sleepquiz.bot.BotGateway;
import org.sleepquiz.bot.StandInCommandSide;
import org.sleepquiz.localtelegram.LocalTelegram;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.sleepquiz.testsupport.security.AttackedSide;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A gateway with a webhook, a Telegram to answer to, and somebody who delivers in its name. */
final class DeliveringGateway implements AutoCloseable {

    static final String SECRET = "a-secret_of-Telegram-0123456789";
    static final String PATH = "/telegram/webhook";

    private static final String TOKEN = "700100:AAE-secret_part-of-the-token";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final LocalTelegram telegram;
    final AttackedSide side;
    final JdbcClient jdbc;
    private final StandInCommandSide others;

    private DeliveringGateway(LocalTelegram telegram, StandInCommandSide others, TestDatabase database) {
        this.telegram = telegram;
        this.others = others;
        this.jdbc = JdbcClient.create(database.dataSource());
        int port = freePort();
        this.side = AttackedSide.start(
                BotGateway.application(),
                database,
                "--server.port=" + port,
                "--sleepquiz.kafka.enabled=false",
                "--sleepquiz.bot.access-token=token-of-the-gateway",
                "--sleepquiz.bot.first-pause=50ms",
                "--sleepquiz.bot.longest-pause=100ms",
                "--sleepquiz.command.url=" + others.url(),
                "--sleepquiz.query.url=" + others.url(),
                "--telegram.bot.token=" + TOKEN,
                "--telegram.api.url=" + telegram.url(),
                "--telegram.mode=webhook",
                "--telegram.webhook.url=http://127.0.0.1:" + port + PATH,
                "--telegram.webhook.secret=" + SECRET);
    }

    static DeliveringGateway start() {
        return new DeliveringGateway(
                LocalTelegram.start(0, TOKEN, null), new StandInCommandSide(), TestPostgres.freshDatabase());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    /** What Telegram does. */
    HttpResponse<String> deliver(String update) {
        return deliver(PATH, update, List.of("X-Telegram-Bot-Api-Secret-Token: " + SECRET));
    }

    /** @param headers each as {@code Name: value} */
    HttpResponse<String> deliver(String path, String update, List<String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + side.port() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(update));
        for (String header : headers) {
            String[] parts = header.split(": ", 2);
            request.header(parts[0], parts[1]);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    long kept(String condition) {
        return jdbc.sql("select count(*) from bot.inbox where " + condition)
                .query(Long.class)
                .single();
    }

    @Override
    public void close() {
        side.close();
        others.close();
        telegram.close();
    }
}
