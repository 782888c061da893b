package org.sleepquiz.localtelegram;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of one call, from wherever Telegram accepts them: query string, form, multipart form or JSON body.
 *
 * @param values by name, already held against the API's description
 * @param files uploaded files by parameter name
 */
record Parameters(ObjectNode values, Map<String, Upload> files) {

    private static final int MOST_BYTES = 50 << 20; // as Telegram's limit for uploads
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern NAME = Pattern.compile("[; ]name=\"?([^\";]*)\"?");
    private static final Pattern FILE_NAME = Pattern.compile("filename=\"?([^\";]*)\"?");

    /** @throws RefusedCall if the body cannot be read as what its content type says */
    static Parameters read(HttpExchange exchange, String method) throws IOException {
        ObjectNode form = Json.object();
        ObjectNode json = Json.object();
        Map<String, Upload> files = new LinkedHashMap<>();
        readForm(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""), form);

        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw new RefusedCall(413, "Request Entity Too Large", null);
        }
        String contentType = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("");
        String kind = contentType.toLowerCase(Locale.ROOT);
        if (kind.startsWith("application/json") && body.length > 0) {
            json.setAll(readJson(body));
        } else if (kind.startsWith("application/x-www-form-urlencoded")) {
            readForm(new String(body, StandardCharsets.UTF_8), form);
        } else if (kind.startsWith("multipart/form-data")) {
            Matcher boundary = BOUNDARY.matcher(contentType);
            if (!boundary.find()) {
                throw RefusedCall.badRequest("boundary in multipart/form-data is missing");
            }
            readMultipart(body, boundary.group(1), form, files);
        }
        ObjectNode values = ApiDescription.BOT_API.typed(method, form, true);
        values.setAll(ApiDescription.BOT_API.typed(method, json, false));
        return new Parameters(values, files);
    }

    private static ObjectNode readJson(byte[] body) {
        try {
            if (Json.MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw RefusedCall.badRequest("can't parse JSON object");
        }
        throw RefusedCall.badRequest("can't parse JSON object: object expected");
    }

    private static void readForm(String form, ObjectNode values) {
        for (String pair : form.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                values.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RefusedCall.badRequest("can't decode the form: " + e.getMessage());
        }
    }

    private static void readMultipart(byte[] body, String boundary, ObjectNode values, Map<String, Upload> files) {
        byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        int at = find(body, delimiter, 0);
        while (at >= 0) {
            int from = at + delimiter.length;
            int end = find(body, delimiter, from);
            if (end < 0) {
                return; // what follows the closing delimiter
            }
            int headersEnd = find(body, "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), from);
            if (headersEnd < 0 || headersEnd > end) {
                throw RefusedCall.badRequest("can't parse multipart/form-data");
            }
            String headers = new String(body, from, headersEnd - from, StandardCharsets.UTF_8);
            byte[] content = new byte[Math.max(0, end - 2 - headersEnd - 4)]; // 2: the line break before the delimiter
            System.arraycopy(body, headersEnd + 4, content, 0, content.length);
            readPart(headers, content, values, files);
            at = end;
        }
    }

    private static void readPart(String headers, byte[] content, ObjectNode values, Map<String, Upload> files) {
        String disposition = "";
        String contentType = "application/octet-stream";
        for (String line : headers.split("\r\n")) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-disposition:")) {
                disposition = line;
            } else if (lower.startsWith("content-type:")) {
                contentType = line.substring("content-type:".length()).strip();
            }
        }
        Matcher name = NAME.matcher(disposition);
        if (!name.find()) {
            throw RefusedCall.badRequest("can't parse multipart/form-data: a part has no name");
        }
        Matcher fileName = FILE_NAME.matcher(disposition);
        if (fileName.find()) {
            String base = fileName.group(1).replaceAll(".*[/\\\\]", "");
            files.put(name.group(1), new Upload(base.isEmpty() ? "file" : base, contentType, content));
        } else {
            values.put(name.group(1), new String(content, StandardCharsets.UTF_8));
        }
    }

    private static int find(byte[] in, byte[] what, int from) {
        for (int i = from; i <= in.length - what.length; i++) {
            int j = 0;
            while (j < what.length && in[i + j] == what[j]) {
                j++;
            }
            if (j == what.length) {
                return i;
            }
        }
        return -1;
    }

    boolean has(String name) {
        return values.has(name);
    }

    String text(String name) {
        return values.path(name).asString("");
    }

    long number(String name, long otherwise) {
        JsonNode value = values.get(name);
        return value == null ? otherwise : value.asLong();
    }

    boolean flag(String name) {
        return values.path(name).asBoolean(false);
    }

    JsonNode get(String name) {
        return values.path(name);
    }

    /** For the record of calls: files by their name. */
    ObjectNode recorded() {
        ObjectNode all = values.deepCopy();
        files.forEach((name, upload) -> all.put(name, upload.fileName()));
        return all;
    }
}
