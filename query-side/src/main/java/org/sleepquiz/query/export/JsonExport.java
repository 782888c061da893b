package org.sleepquiz.query.export;

import java.io.OutputStream;
import java.util.stream.Stream;
import org.sleepquiz.messages.Json;
import org.sleepquiz.query.progress.ProgressReply;
import tools.jackson.core.JsonGenerator;

/** Writes one JSON object, part after part, never holding all of it. */
final class JsonExport {

    private JsonExport() {}

    static void write(Kept kept, OutputStream out) {
        // not closed on failure: that would make half an export look like a whole one
        JsonGenerator json = Json.MAPPER.createGenerator(out);
        json.writeStartObject();
        json.writePOJOProperty("exportedAt", kept.at());
        json.writePOJOProperty("user", kept.person());
        json.writePOJOProperty("progress", ProgressReply.of(kept.person().telegramId(), kept.progress()));
        writeAll(json, "entries", kept.nights().get());
        writeAll(json, "prompts", kept.prompts().stream());
        writeAll(json, "history", kept.history().get());
        json.writeEndObject();
        json.close();
    }

    private static void writeAll(JsonGenerator json, String name, Stream<?> parts) {
        try (parts) {
            json.writeArrayPropertyStart(name);
            parts.forEachOrdered(json::writePOJO);
            json.writeEndArray();
        }
    }
}
