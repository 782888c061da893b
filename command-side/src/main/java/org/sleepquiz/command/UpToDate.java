package org.sleepquiz.command;

import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a diary was the newest when something was decided on it. Where events follow, the event store decides that; where
 * none follow, a remembered diary could be older than what another node has stored, and the answer wrong.
 */
@FunctionalInterface
interface UpToDate {

    /**
     * @param lastEvent identifier of the last event that the diary knows, null for none
     * @throws ConcurrencyException if the stream does not end there: the command is decided again on a diary read afresh
     */
    void require(String telegramId, @Nullable String lastEvent);
}
