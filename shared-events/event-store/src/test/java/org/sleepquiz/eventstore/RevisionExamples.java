package org.sleepquiz.eventstore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A snoozed prompt as if it had been evolved: revision 1 said for how many minutes, revision 2, which is today's class, says until when.
 */
final class RevisionExamples {

    static final StoredType SNOOZED = new StoredType("PromptSnoozed", 2, PromptSnoozed.class);

    static final NextRevision UNTIL = NextRevision.of(
            "PromptSnoozed",
            1,
            older -> {
                Duration pause = Duration.ofMinutes(older.remove("minutes").intValue());
                return older.put(
                        "until",
                        occurredAt(older.get("occurredAt").stringValue())
                                .plus(pause)
                                .toString());
            },
            newer -> {
                Instant until = occurredAt(newer.remove("until").stringValue());
                Duration pause =
                        Duration.between(occurredAt(newer.get("occurredAt").stringValue()), until);
                return newer.put("minutes", pause.toMinutes());
            });

    /** A node for which all this is so. */
    static final ApplicationContextInitializer<ConfigurableApplicationContext> AHEAD = context -> {
        context.getBeanFactory().registerSingleton("snoozed", SNOOZED);
        context.getBeanFactory().registerSingleton("until", UNTIL);
    };

    private RevisionExamples() {}

    private static Instant occurredAt(String json) {
        return Instant.parse(json);
    }

    static StoredTypes types() {
        return new StoredTypes(List.of(SNOOZED));
    }
}
