package org.sleepquiz.faults;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.faults.Ledger.Erasure;

/**
 * An operator who has people erased, now and then: those for whom others write at that moment and who so come back, and some who were here
 * once and are not seen again. Some are asked to be erased twice.
 */
final class Eraser implements Runnable {

    private static final int SHORTEST_PAUSE = 200; // ms
    private static final int LONGEST_PAUSE = 1_200; // ms
    private static final int ERASED = 204;
    private static final int NOBODY = 404;

    private final Api api;
    private final Ledger ledger;
    private final Gate gate;
    private final List<String> writtenFor;
    private final Supplier<String> passersBy;
    private final Choices choices;

    Eraser(Api api, Ledger ledger, Gate gate, List<String> writtenFor, Supplier<String> passersBy, Random random) {
        this.api = api;
        this.ledger = ledger;
        this.gate = gate;
        this.writtenFor = writtenFor;
        this.passersBy = passersBy;
        this.choices = new Choices(random);
    }

    @Override
    public void run() {
        while (gate.pass()) {
            String user = choices.oneIn(3) ? passerBy() : choices.of(writtenFor);
            for (int times = choices.oneIn(4) ? 2 : 1; times > 0; times--) {
                erase(user);
            }
            Pause.of(Duration.ofMillis(SHORTEST_PAUSE + choices.upTo(LONGEST_PAUSE - SHORTEST_PAUSE)));
        }
    }

    /** Somebody who has changed their settings, and nothing else. */
    private String passerBy() {
        String user = passersBy.get();
        LocalTime time = LocalTime.of(choices.upTo(24), 1 + choices.upTo(59));
        Promise wish = new Promise.Settings(user, 300, time);
        ledger.attempt(wish);
        @Nullable HttpResponse<String> reply = api.insist(
                "PATCH",
                "/api/v1/users/" + user + "/settings",
                "{\"sleepNeedMinutes\":300,\"promptTime\":\"" + time + "\"}",
                gate);
        if (reply != null && Api.isAccepted(reply)) {
            ledger.acknowledge(wish, reply.headers().firstValueAsLong("X-Event-Position"));
        }
        return user;
    }

    private void erase(String user) {
        Erasure erasure = ledger.erasing(user);
        while (!gate.isOver()) {
            erasure.requested();
            @Nullable HttpResponse<String> reply =
                    api.send("DELETE", "/api/v1/users/" + user, null).orElse(null);
            if (reply != null && (reply.statusCode() == ERASED || reply.statusCode() == NOBODY)) {
                ledger.erased(erasure, reply.statusCode() == ERASED);
                return;
            }
            if (reply != null && Api.isFinal(reply)) {
                ledger.refused(reply.statusCode() + " to an erasure");
                return;
            }
            Pause.of(Api.BEFORE_ASKING_AGAIN);
        }
    }
}
