package org.sleepquiz.bot.conversation;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids of new quizzes, derived from what asked for them: an update that comes again names the same quiz. */
final class QuizIds {

    private QuizIds() {}

    /** The quiz that an update asks for. */
    static UUID startedBy(long chatId, long updateId) {
        return named("start:" + chatId + ":" + updateId);
    }

    /** The quiz begun in place of another; a double tap means the same one. */
    static UUID inPlaceOf(UUID abandoned) {
        return named("over:" + abandoned);
    }

    private static UUID named(String name) {
        return UUID.nameUUIDFromBytes(("org.sleepquiz.bot:" + name).getBytes(StandardCharsets.UTF_8));
    }
}
