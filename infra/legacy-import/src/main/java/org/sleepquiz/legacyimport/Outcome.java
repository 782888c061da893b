package org.sleepquiz.legacyimport;

import tools.jackson.databind.JsonNode;

/**
 * What became of a command.
 *
 * @param status HTTP's
 * @param reply of one that was accepted; missing if there is none
 * @param code why one was not accepted; empty if it was
 */
record Outcome(int status, JsonNode reply, String code) {

    static Outcome of(JsonNode json) {
        return new Outcome(
                json.path("status").asInt(),
                json.path("reply"),
                json.path("problem").path("code").asString(""));
    }

    boolean isAccepted() {
        return status / 100 == 2;
    }

    /** Whether the same command may well be accepted some moments later. */
    boolean isForNow() {
        return status == 503 || status == 429;
    }
}
