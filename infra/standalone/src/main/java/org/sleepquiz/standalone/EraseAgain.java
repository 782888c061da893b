package org.sleepquiz.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.sleepquiz.standalone.OperatorApi.Reply;

/**
 * The call {@code erase-again}: after a restore, has everybody erased again of whom the topic tells that they were and whom the restored log
 * has as they were before. Ends when the topic tells of that, too: from then on, doing it again does nothing, whoever comes back.
 */
final class EraseAgain {

    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int TRIES = 30;
    private static final Duration BEFORE_TRYING_AGAIN = Duration.ofSeconds(1);

    private final OperatorApi api;
    private final List<String> erased = new ArrayList<>();
    private int gone;

    private EraseAgain(OperatorApi api) {
        this.api = api;
    }

    /**
     * @param database of the system
     * @param token of an operator
     * @throws StartFailure if Kafka, the database or the command-side is away, or the topic is empty and so tells nothing
     */
    static void run(Map<String, String> environment, DataSource database, String token, PrintStream out) {
        String bootstrap = environment.getOrDefault(
                "SLEEPQUIZ_KAFKA_BOOTSTRAP", "127.0.0.1:" + environment.getOrDefault("SLEEPQUIZ_KAFKA_PORT", "19092"));
        try (ForgottenErasures told = ForgottenErasures.toldBy(bootstrap)) {
            if (told.isToldNothing()) {
                throw new StartFailure(
                        "The topic of Kafka at " + bootstrap + " is empty: nobody can tell who was erased");
            }
            List<String> people = told.forgottenBy(database);
            out.printf(
                    "The topic tells of %d people who were erased; %d of them are here as they were before.%n",
                    told.people(), people.size());
            Map<String, String> before = people.stream().collect(Collectors.toMap(person -> person, told::newestOf));
            EraseAgain call = new EraseAgain(OperatorApi.ofCommandSide(environment, token));
            try {
                people.forEach(call::erase);
            } finally {
                out.printf("Erased again: %d; gone meanwhile: %d.%n", call.erased.size(), call.gone);
            }
            for (int tries = 1;
                    call.erased.stream().anyMatch(person -> before.get(person).equals(told.newestOf(person)));
                    tries++) {
                if (tries > TRIES) {
                    throw new StartFailure("It is not published yet; until it is, do not call this again");
                }
                OperatorApi.rest(BEFORE_TRYING_AGAIN);
                told.readOn();
            }
        }
    }

    private void erase(String person) {
        Reply reply = api.ask("DELETE", "users/" + person, null);
        for (int tries = 1; reply.isForNow() && tries < TRIES; tries++) {
            OperatorApi.rest(BEFORE_TRYING_AGAIN);
            reply = api.ask("DELETE", "users/" + person, null);
        }
        switch (reply.status()) {
            case NO_CONTENT -> erased.add(person);
            case NOT_FOUND -> gone++;
            default -> throw api.refused(reply);
        }
    }
}
