package org.sleepquiz.legacyimport;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Of several entries for one night the last wins. Entries come in the order in which they were logged, and one that is logged
 * on a day is about that day or one of the two before: so a few nights are all that has to be held, however many there are.
 */
final class NightsOfAPerson {

    private static final int DAYS_BACK = 3; // one more than a night can lie behind its logging

    private final ZoneId zone;
    private final Consumer<Understood.Night> settled;
    private final Consumer<Understood.NoNight> refused;
    private final TreeMap<LocalDate, Understood.Night> held = new TreeMap<>();

    /**
     * @param settled told of every night that no later entry can replace
     * @param refused told of every entry that is no night, or that a later one has replaced
     */
    NightsOfAPerson(ZoneId zone, Consumer<Understood.Night> settled, Consumer<Understood.NoNight> refused) {
        this.zone = zone;
        this.settled = settled;
        this.refused = refused;
    }

    /** The next entry, logged no earlier than those before it. */
    void take(LegacyEntry entry) {
        Understood understood = Understanding.of(entry, zone);
        if (understood instanceof Understood.NoNight none) {
            refused.accept(none);
        } else if (understood instanceof Understood.Night night) {
            Understood.Night earlier = held.put(night.nightDate(), night);
            if (earlier != null) {
                refused.accept(new Understood.NoNight(earlier.rowId(), Refused.OTHER_ENTRY_OF_THE_NIGHT));
            }
        }
        Instant loggedAt = entry.loggedAt();
        if (loggedAt != null) {
            settle(held.headMap(loggedAt.atZone(zone).toLocalDate().minusDays(DAYS_BACK))
                    .values());
        }
    }

    /** There are no more. */
    void end() {
        settle(held.values());
    }

    private void settle(Collection<Understood.Night> nights) {
        List.copyOf(nights).forEach(settled);
        nights.clear();
    }
}
