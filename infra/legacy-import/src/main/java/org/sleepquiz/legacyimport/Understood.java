package org.sleepquiz.legacyimport;

import java.time.LocalDate;
import java.util.List;
import org.sleepquiz.messages.Answers;

/** What a row of {@code sleep_entries} comes to. */
sealed interface Understood {

    String rowId();

    /**
     * A night.
     *
     * @param remarks what of it is not literally what the row had
     */
    record Night(String rowId, LocalDate nightDate, Answers answers, List<Remark> remarks) implements Understood {}

    record NoNight(String rowId, Refused why) implements Understood {}
}
