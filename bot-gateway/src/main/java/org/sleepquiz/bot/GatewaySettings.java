package org.sleepquiz.bot;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What of {@code sleepquiz.*} concerns the gateway.
 *
 * @param command where the command-side is
 * @param query where the query-side is
 */
@ConfigurationProperties("sleepquiz")
record GatewaySettings(
        @DefaultValue Command command,
        @DefaultValue Query query,
        @DefaultValue Bot bot) {

    record Command(@DefaultValue("http://127.0.0.1:8081") URI url) {}

    record Query(@DefaultValue("http://127.0.0.1:8082") URI url) {}

    /**
     * @param accessToken the gateway's own bearer token for the other sides
     * @param tokenFile a file with that token, read anew each time
     * @param poll how long Telegram holds a poll that has nothing to bring
     * @param grace how long a tap may wait for its outcome before it is acknowledged without one
     * @param workers how many people's updates are handled side by side; each is one thread (virtual from Java 21 on) and
     *     holds no database connection while it waits for another side or for Telegram, but some tens of kilobytes
     * @param look how often the inbox is looked into for what another node has kept, or what was put off
     * @param tries after how many failures an update is parked
     * @param firstPause after the first failure; doubles with each further one
     * @param longestPause between two attempts
     * @param keepDone for how long a handled update is known, so that it is not handled again
     */
    record Bot(
            @Nullable String accessToken,
            @Nullable Path tokenFile,
            @DefaultValue("25s") Duration poll,
            @DefaultValue("300ms") Duration grace,
            @DefaultValue("64") int workers,
            @DefaultValue("500ms") Duration look,
            @DefaultValue("5") int tries,
            @DefaultValue("500ms") Duration firstPause,
            @DefaultValue("5s") Duration longestPause,
            @DefaultValue("3d") Duration keepDone) {

        Bot {
            if (workers < 1 || tries < 1) {
                throw new IllegalArgumentException("sleepquiz.bot.workers and .tries are at least 1");
            }
            if (keepDone.compareTo(Duration.ofDays(1)) <= 0 || keepDone.compareTo(Duration.ofDays(6)) > 0) {
                throw new IllegalArgumentException("sleepquiz.bot.keep-done is over one day and at most six");
            }
        }
    }
}
