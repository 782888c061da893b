package org.sleepquiz.query.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;

/** How an export is written. */
enum ExportFormat {
    JSON("application/json", JsonExport::write),
    CSV("text/csv;charset=UTF-8", CsvExport::write);

    private interface Writing {
        void write(Kept kept, OutputStream out) throws IOException;
    }

    private final String contentType;
    private final Writing writing;

    ExportFormat(String contentType, Writing writing) {
        this.contentType = contentType;
        this.writing = writing;
    }

    /**
     * @throws RefusedRequest {@code MALFORMED} if there is no such format
     */
    static ExportFormat named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.extension().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedRequest(ProblemCode.MALFORMED, "format is json or csv"));
    }

    String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    String contentType() {
        return contentType;
    }

    void write(Kept kept, OutputStream out) throws IOException {
        writing.write(kept, out);
    }
}
