package org.sleepquiz.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Pattern;
import org.sleepquiz.messages.Json;
import org.sleepquiz.standalone.StandaloneSettings.RealTelegram;

/** Asks a real Telegram who the bot is, so that a wrong token is told at once and in one line. */
final class RealBot {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Pattern TOKEN = Pattern.compile("[0-9]+:[A-Za-z0-9_-]+");

    private RealBot() {}

    /**
     * Where a person finds the bot.
     *
     * @throws StartFailure if Telegram does not know the token or cannot be reached; never says the token
     */
    static String named(RealTelegram telegram) {
        if (!TOKEN.matcher(telegram.botToken()).matches()) {
            throw new StartFailure("TELEGRAM_BOT_TOKEN has not the form of a token");
        }
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(telegram.apiUrl() + "/bot" + telegram.botToken() + "/getMe"))
                .timeout(LIMIT)
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newBuilder().connectTimeout(LIMIT).build().send(request, BodyHandlers.ofString());
            if (response.statusCode() == 401 || response.statusCode() == 404) {
                throw new StartFailure("Telegram does not know the token in TELEGRAM_BOT_TOKEN");
            }
            if (response.statusCode() != 200) {
                throw new StartFailure("Telegram at " + telegram.apiUrl() + " answered " + response.statusCode());
            }
            return "https://t.me/"
                    + Json.MAPPER
                            .readTree(response.body())
                            .path("result")
                            .path("username")
                            .asString();
        } catch (IOException unreachable) {
            throw new StartFailure("Telegram at " + telegram.apiUrl() + " cannot be reached", unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Interrupted while asking Telegram", interrupted);
        }
    }
}
