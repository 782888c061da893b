package org.sleepquiz.localtelegram;

/**
 * A picture or file that came with a message.
 *
 * @param fileName of a document; empty for a photo
 * @param fileId names its bytes, see {@link LocalPerson#opens}
 */
public record Attachment(Kind kind, String fileName, String fileId) {

    public enum Kind {
        PHOTO,
        DOCUMENT
    }
}
