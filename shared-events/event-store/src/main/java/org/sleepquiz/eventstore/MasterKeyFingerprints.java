package org.sleepquiz.eventstore;

import java.nio.file.Path;
import java.util.List;

/** By what master keys are known without being told: for whoever has to know whether the right one is there. */
public final class MasterKeyFingerprints {

    private MasterKeyFingerprints() {}

    /**
     * Of the keys in a file, in its order.
     *
     * @throws UnusableMasterKey if it cannot be read or holds none
     */
    public static List<String> in(Path file) {
        return new MasterKeyFile(file)
                .read().stream().map(MasterKey::fingerprint).toList();
    }
}
