package org.sleepquiz.legacyimport;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Time zones by the names that the command-side takes. */
final class Zones {

    /** IANA's names that some Javas keep out of their list, by the place that each of them means. */
    private static final Map<String, String> OTHER_NAMES =
            Map.of("EST", "America/Panama", "MST", "America/Phoenix", "HST", "Pacific/Honolulu", "ROC", "Asia/Taipei");

    private Zones() {}

    /** Empty for a name that IANA does not have, an offset among them: it knows nothing of clock changes. */
    static Optional<ZoneId> named(@Nullable String name) {
        if (name == null) {
            return Optional.empty();
        }
        String known = OTHER_NAMES.getOrDefault(name, name);
        return ZoneId.getAvailableZoneIds().contains(known) ? Optional.of(ZoneId.of(known)) : Optional.empty();
    }
}
