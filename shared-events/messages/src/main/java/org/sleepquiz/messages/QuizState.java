package org.sleepquiz.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A quiz as it stands now: the reply to every command about it, and all that a screen needs to be drawn.
 *
 * @param quizId the quiz; when a start resumed an open quiz, the open one's and not the one asked for
 * @param status where it stands
 * @param startedAt when it was started
 * @param answers given so far
 * @param missing the questions still to be answered, in order
 * @param suggested for clock times: the last night's answers, else 22:00 and 07:00
 * @param timeZone the zone in which the quiz's clock times are meant
 * @param language the user's
 * @param entry once completed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuizState(
        UUID quizId,
        QuizStatus status,
        Instant startedAt,
        Answers answers,
        List<Question> missing,
        Answers suggested,
        ZoneId timeZone,
        Language language,
        @Nullable SleepEntry entry) {}
