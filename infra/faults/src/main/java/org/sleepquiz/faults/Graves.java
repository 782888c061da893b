package org.sleepquiz.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sleepquiz.messages.UserSleepEvent.UserErased;

/** Who was erased, as the log tells: where it was, and which nameless stream is what is left of whom. */
final class Graves {

    private final Map<String, String> personByStream = new HashMap<>();
    private final Map<String, List<UserErased>> byPerson = new HashMap<>();
    private final Map<String, Long> last = new HashMap<>();

    private Graves() {}

    static Graves in(List<Logged> log) {
        Graves graves = new Graves();
        for (Logged logged : log) {
            if (logged.event() instanceof UserErased erased) {
                graves.personByStream.put(logged.stream(), erased.telegramId());
                graves.byPerson
                        .computeIfAbsent(erased.telegramId(), none -> new ArrayList<>())
                        .add(erased);
                graves.last.merge(erased.telegramId(), logged.position(), Math::max);
            }
        }
        return graves;
    }

    /** Whose the event is or was; empty if nothing tells. */
    Optional<String> person(Logged logged) {
        return logged.isNamed()
                ? Optional.of(logged.stream())
                : Optional.ofNullable(personByStream.get(logged.stream()));
    }

    /** Every time that somebody was erased. */
    List<UserErased> of(String person) {
        return byPerson.getOrDefault(person, List.of());
    }

    /** Where in the log somebody was erased last; 0 if never. */
    long last(String person) {
        return last.getOrDefault(person, 0L);
    }
}
