package org.sleepquiz.localtelegram;

/**
 * A file that came with a multipart request.
 *
 * @param fileName as the sender named it, without any folder
 * @param contentType as declared by the sender
 */
record Upload(String fileName, String contentType, byte[] bytes) {}
