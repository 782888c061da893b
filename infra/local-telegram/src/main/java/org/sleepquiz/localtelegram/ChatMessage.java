package org.sleepquiz.localtelegram;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One message as it stands in the chat now.
 *
 * @param messageId increasing within its chat, starting at 1
 * @param fromBot false if the person wrote it
 * @param text without any markup; the caption of a photo or document
 * @param html the same text in Telegram's HTML
 * @param attachment a photo or document
 * @param keyboard rows of buttons, empty without an inline keyboard
 * @param sentAt when it was first sent, to the millisecond
 * @param editCount how often it was changed since
 */
public record ChatMessage(
        long messageId,
        boolean fromBot,
        String text,
        String html,
        Optional<Attachment> attachment,
        List<List<Button>> keyboard,
        Instant sentAt,
        int editCount) {}
