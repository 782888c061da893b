package org.sleepquiz.query;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.httpedge.TokenIssuer;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.UserErased;
import org.sleepquiz.query.diary.Diary;
import org.sleepquiz.testsupport.TestDatabase;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** A running query-side, with a pen to write the log and eyes to read tables and replies. */
public final class QueryNode implements AutoCloseable {

    private static final TokenIssuer ISSUER = TokenIssuer.withNewKey();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** The number of the next event in each stream; streams are the database's, not the node's. */
    private static final Map<String, Long> NEXT_SEQUENCE = new ConcurrentHashMap<>();

    private final ConfigurableApplicationContext context;
    private final JdbcClient jdbc;

    private QueryNode(ConfigurableApplicationContext context, TestDatabase database) {
        this.context = context;
        this.jdbc = JdbcClient.create(database.dataSource());
    }

    public static QueryNode on(TestDatabase database, String... settings) {
        return with(List.of(), database, settings);
    }

    /** @param more configuration classes of the test's own */
    public static QueryNode with(List<Class<?>> more, TestDatabase database, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--sleepquiz.jdbc.url=" + database.jdbcUrl(),
                "--sleepquiz.jdbc.user=" + database.user(),
                "--sleepquiz.jdbc.password=" + database.password(),
                "--sleepquiz.jwt.public-key=" + publicKey().toUri()));
        arguments.addAll(Arrays.asList(settings));
        ConfigurableApplicationContext context =
                QuerySide.application().sources(more.toArray(Class<?>[]::new)).run(arguments.toArray(String[]::new));
        return new QueryNode(context, database);
    }

    private static Path publicKey() {
        try {
            Path key = Files.createTempFile("public", ".pem");
            key.toFile().deleteOnExit();
            return Files.writeString(key, ISSUER.publicKeyPem());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Appends to the streams of the events' users, all in one transaction; gives the position of the last. */
    public long append(UserSleepEvent... events) {
        List<DomainEventMessage<?>> messages = new ArrayList<>();
        Map<String, Long> next = new HashMap<>();
        for (UserSleepEvent event : events) {
            String user = event.telegramId();
            long sequence = next.computeIfAbsent(user, stream -> NEXT_SEQUENCE.getOrDefault(stream, 0L));
            next.put(user, sequence + 1);
            messages.add(new GenericDomainEventMessage<>("UserSleep", user, sequence, event));
        }
        bean(EventStorageEngine.class).appendEvents(messages);
        // not before: what could not be appended has taken no place
        NEXT_SEQUENCE.putAll(next);
        for (UserSleepEvent event : events) {
            if (event instanceof UserErased) {
                NEXT_SEQUENCE.remove(event.telegramId()); // their next stream is a new one
            }
        }
        return bean(EventStorageEngine.class).createHeadToken().position().orElseThrow();
    }

    /** Appends events of one user and waits until they can be read. */
    public void happened(UserSleepEvent... events) {
        long position = append(events);
        String user = events[0].telegramId();
        Awaitility.await()
                .atMost(Events.PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> knows(user, position));
    }

    /** Whether the user's newest event up to this position can be read. */
    public boolean knows(String user, long position) {
        return sql("select count(*) from read_model.history where user_id = ? and position >= ?")
                        .params(user, position)
                        .query(Long.class)
                        .single()
                > 0;
    }

    public StatementSpec sql(String statement) {
        return jdbc.sql(statement);
    }

    public Map<String, Object> row(String table, String key, Object value) {
        return sql("select * from read_model." + table + " where " + key + " = ?")
                .param(value)
                .query()
                .singleRow();
    }

    public long count(String table, String key, Object value) {
        return sql("select count(*) from read_model." + table + " where " + key + " = ?")
                .param(value)
                .query(Long.class)
                .single();
    }

    public double metric(String series) {
        return getAs(Role.OPERATOR, "/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    public String health() {
        return getAs(Role.OPERATOR, "/actuator/health").body();
    }

    public PooledStreamingEventProcessor processor() {
        return bean(EventProcessingConfiguration.class)
                .eventProcessor(Diary.GROUP, PooledStreamingEventProcessor.class)
                .orElseThrow();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return getAs(Role.BOT, path, headers);
    }

    /** @param role null for a request without a token */
    public HttpResponse<String> getAs(@Nullable Role role, String path, String... headers) {
        return send(role, path, null, BodyHandlers.ofString(), headers);
    }

    /** @param json null for a request without a body */
    public HttpResponse<String> postAs(@Nullable Role role, String path, @Nullable String json) {
        return send(
                role,
                path,
                BodyPublishers.ofString(json == null ? "" : json),
                BodyHandlers.ofString(),
                "Content-Type",
                "application/json");
    }

    public String url(String path) {
        int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
        return "http://127.0.0.1:" + port + path;
    }

    /** A token of that role for a browser. */
    public String token(Role role) {
        return ISSUER.issue(role, Duration.ofMinutes(5));
    }

    public HttpResponse<byte[]> getBytes(String path) {
        return send(Role.BOT, path, null, BodyHandlers.ofByteArray());
    }

    private <T> HttpResponse<T> send(
            @Nullable Role role, String path, @Nullable BodyPublisher posted, BodyHandler<T> body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
        if (posted != null) {
            request.POST(posted);
        }
        if (role != null) {
            request.header("Authorization", "Bearer " + token(role));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), body);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
