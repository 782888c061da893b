package org.sleepquiz.localtelegram;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A text and the Bot API's {@code MessageEntity} objects over it; offsets and lengths in UTF-16 units, as in Telegram.
 */
record FormattedText(String text, ArrayNode entities) {

    private static final Pattern COMMAND =
            Pattern.compile("(?<![\\w/<>])/[A-Za-z0-9_]{1,64}(@[A-Za-z0-9_]{3,32})?(?![\\w/])");
    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]+[^\\s<>\".,;:!?)]");
    private static final Map<String, String> TYPE_OF_TAG = Map.ofEntries(
            Map.entry("b", "bold"),
            Map.entry("strong", "bold"),
            Map.entry("i", "italic"),
            Map.entry("em", "italic"),
            Map.entry("u", "underline"),
            Map.entry("ins", "underline"),
            Map.entry("s", "strikethrough"),
            Map.entry("strike", "strikethrough"),
            Map.entry("del", "strikethrough"),
            Map.entry("span", "spoiler"),
            Map.entry("tg-spoiler", "spoiler"),
            Map.entry("code", "code"),
            Map.entry("pre", "pre"),
            Map.entry("a", "text_link"),
            Map.entry("tg-emoji", "custom_emoji"),
            Map.entry("blockquote", "blockquote"));
    private static final Map<String, String> TAG_OF_TYPE = Map.of(
            "bold", "b",
            "italic", "i",
            "underline", "u",
            "strikethrough", "s",
            "spoiler", "tg-spoiler",
            "code", "code",
            "pre", "pre",
            "blockquote", "blockquote",
            "expandable_blockquote", "blockquote");
    private static final Set<String> NOTHING_INSIDE = Set.of("code", "pre", "text_link");
    private static final Map<String, String> NAMED = Map.of("lt", "<", "gt", ">", "amp", "&", "quot", "\"");

    static FormattedText plain(String text) {
        return new FormattedText(text, Json.array());
    }

    /**
     * Reads Telegram's HTML as strictly as Telegram does.
     *
     * @throws RefusedCall "can't parse entities: …" with Telegram's own words and byte offsets
     */
    static FormattedText fromHtml(String source) {
        return new HtmlReader(source).read();
    }

    /** Without white space around it; entities move along. */
    FormattedText trimmed() {
        int start = 0;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        String shorter = text.strip();
        ArrayNode moved = Json.array();
        for (JsonNode entity : entities) {
            int from = Math.max(0, entity.path("offset").asInt() - start);
            int to = Math.min(
                    shorter.length(),
                    entity.path("offset").asInt() + entity.path("length").asInt() - start);
            if (to > from) {
                moved.add(((ObjectNode) entity).deepCopy().put("offset", from).put("length", to - from));
            }
        }
        return new FormattedText(shorter, moved);
    }

    /** With the entities Telegram finds by itself: commands and links, outside of code and other links. */
    FormattedText withDetected() {
        ArrayNode all = entities.deepCopy();
        detect(LINK, "url", all);
        detect(COMMAND, "bot_command", all);
        List<JsonNode> sorted = new ArrayList<>(all.valueStream().toList());
        sorted.sort(Comparator.comparingInt(
                        (JsonNode entity) -> entity.path("offset").asInt())
                .thenComparingInt(entity -> -entity.path("length").asInt()));
        return new FormattedText(text, Json.array().addAll(sorted));
    }

    private void detect(Pattern pattern, String type, ArrayNode all) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            boolean taken = all.valueStream()
                    .filter(entity ->
                            NOTHING_INSIDE.contains(entity.path("type").asString())
                                    || entity.path("type").asString().equals("url"))
                    .anyMatch(entity -> entity.path("offset").asInt() < matcher.end()
                            && matcher.start()
                                    < entity.path("offset").asInt()
                                            + entity.path("length").asInt());
            if (!taken) {
                all.addObject()
                        .put("type", type)
                        .put("offset", matcher.start())
                        .put("length", matcher.end() - matcher.start());
            }
        }
    }

    /** Back to HTML; what Telegram found by itself stays plain text. */
    String html() {
        StringBuilder html = new StringBuilder();
        List<JsonNode> marked = new ArrayList<>(entities.valueStream()
                .filter(entity -> TAG_OF_TYPE.containsKey(entity.path("type").asString())
                        || entity.path("type").asString().equals("text_link"))
                .toList());
        render(html, marked, 0, text.length());
        return html.toString();
    }

    private void render(StringBuilder html, List<JsonNode> marked, int from, int to) {
        int at = from;
        while (!marked.isEmpty() && marked.get(0).path("offset").asInt() < to) {
            JsonNode entity = marked.remove(0);
            int start = Math.max(at, entity.path("offset").asInt());
            int end = Math.min(
                    to, entity.path("offset").asInt() + entity.path("length").asInt());
            html.append(escaped(text.substring(at, start)));
            String type = entity.path("type").asString();
            String tag = TAG_OF_TYPE.getOrDefault(type, "a");
            html.append('<').append(tag);
            if (type.equals("text_link")) {
                html.append(" href=\"")
                        .append(escaped(entity.path("url").asString()))
                        .append('"');
            }
            if (type.equals("expandable_blockquote")) {
                html.append(" expandable");
            }
            html.append('>');
            if (entity.has("language")) {
                html.append("<code class=\"language-")
                        .append(escaped(entity.path("language").asString()))
                        .append("\">");
            }
            render(html, marked, start, Math.max(start, end));
            html.append(entity.has("language") ? "</code>" : "")
                    .append("</")
                    .append(tag)
                    .append('>');
            at = Math.max(start, end);
        }
        html.append(escaped(text.substring(at, to)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** One pass over the source, after the grammar and the messages of Telegram's own parser. */
    private static final class HtmlReader {

        private record Open(String tag, String argument, int offset) {}

        private final String source;
        private final StringBuilder text = new StringBuilder();
        private final Deque<Open> open = new ArrayDeque<>();
        private final List<ObjectNode> entities = new ArrayList<>();
        private int at;

        HtmlReader(String source) {
            this.source = source;
        }

        FormattedText read() {
            while (at < source.length()) {
                if (source.charAt(at) == '<') {
                    if (peek(1) == '/') {
                        endTag();
                    } else {
                        startTag();
                    }
                } else {
                    text.append(character());
                }
            }
            if (!open.isEmpty()) {
                throw unparsable("Can't find end tag corresponding to start tag \""
                        + open.peek().tag() + "\"");
            }
            entities.sort(Comparator.comparingInt(
                            (ObjectNode entity) -> entity.path("offset").asInt())
                    .thenComparingInt(entity -> -entity.path("length").asInt()));
            return new FormattedText(text.toString(), Json.array().addAll(entities));
        }

        private void startTag() {
            int begin = at++;
            int nameFrom = at;
            while (!atEnd() && !space() && peek(0) != '>') {
                at++;
            }
            if (atEnd()) {
                throw unparsable("Unclosed start tag at byte offset " + bytes(begin));
            }
            String tag = source.substring(nameFrom, at).toLowerCase(Locale.ROOT);
            if (!TYPE_OF_TAG.containsKey(tag)) {
                throw unparsable("Unsupported start tag \"" + tag + "\" at byte offset " + bytes(begin));
            }
            String argument = "";
            while (peek(0) != '>') {
                skipSpace();
                if (peek(0) == '>') {
                    break;
                }
                String found = attribute(tag, begin);
                argument = found.isEmpty() ? argument : found;
                if (atEnd()) {
                    throw unparsable("Unclosed start tag at byte offset " + bytes(begin));
                }
            }
            at++;
            if (tag.equals("span") && !argument.equals("spoiler")) {
                throw unparsable("Tag \"span\" must have class \"tg-spoiler\" at byte offset " + bytes(begin));
            }
            open.push(new Open(tag, argument, text.length()));
        }

        /** Reads one attribute; what it says about the tag, or nothing. */
        private String attribute(String tag, int tagBegin) {
            int from = at;
            while (!atEnd() && !space() && peek(0) != '=' && peek(0) != '>') {
                at++;
            }
            String name = source.substring(from, at).toLowerCase(Locale.ROOT);
            if (atEnd()) {
                throw unparsable("Unclosed start tag at byte offset " + bytes(tagBegin));
            }
            if (name.isEmpty()) {
                throw unparsable("Empty attribute name in the tag \"" + tag + "\" at byte offset " + bytes(tagBegin));
            }
            skipSpace();
            if (peek(0) != '=') {
                if (tag.equals("blockquote") && name.equals("expandable")) {
                    return "expandable";
                }
                throw unparsable("Expected equal sign in declaration of an attribute of the tag \"" + tag
                        + "\" at byte offset " + bytes(tagBegin));
            }
            at++;
            skipSpace();
            String value = value(tagBegin);
            return switch (tag + " " + name) {
                case "a href", "tg-emoji emoji-id" -> value;
                case "code class" -> value.startsWith("language-") ? value.substring("language-".length()) : "";
                case "span class" -> value.startsWith("tg-") ? value.substring("tg-".length()) : "";
                case "blockquote expandable" -> "expandable";
                default -> "";
            };
        }

        private String value(int tagBegin) {
            char quote = peek(0);
            if (quote != '"' && quote != '\'') {
                int from = at;
                while (!atEnd() && (Character.isLetterOrDigit(peek(0)) || peek(0) == '.' || peek(0) == '-')) {
                    at++;
                }
                if (!atEnd() && !space() && peek(0) != '>') {
                    throw unparsable("Unexpected end of name token at byte offset " + bytes(from));
                }
                return source.substring(from, at).toLowerCase(Locale.ROOT);
            }
            at++;
            StringBuilder value = new StringBuilder();
            while (!atEnd() && peek(0) != quote) {
                value.append(character());
            }
            if (atEnd()) {
                throw unparsable("Unclosed start tag at byte offset " + bytes(tagBegin));
            }
            at++;
            return value.toString();
        }

        private void endTag() {
            int begin = at;
            if (open.isEmpty()) {
                throw unparsable("Unexpected end tag at byte offset " + bytes(begin));
            }
            at += 2;
            int nameFrom = at;
            while (!atEnd() && !space() && peek(0) != '>') {
                at++;
            }
            String name = source.substring(nameFrom, at).toLowerCase(Locale.ROOT);
            skipSpace();
            if (peek(0) != '>') {
                throw unparsable("Unclosed end tag at byte offset " + bytes(begin));
            }
            at++;
            Open opened = open.pop();
            if (!name.isEmpty() && !name.equals(opened.tag())) {
                throw unparsable("Unmatched end tag at byte offset " + bytes(begin) + ", expected \"</" + opened.tag()
                        + ">\", found \"</" + name + ">\"");
            }
            close(opened);
        }

        private void close(Open opened) {
            int length = text.length() - opened.offset();
            String type = TYPE_OF_TAG.get(opened.tag());
            if (length == 0) {
                return;
            }
            ObjectNode entity = Json.object()
                    .put("type", type)
                    .put("offset", opened.offset())
                    .put("length", length);
            switch (opened.tag()) {
                case "a" -> {
                    String url = opened.argument().isEmpty() ? text.substring(opened.offset()) : opened.argument();
                    if (!url.matches("(?i)(https?|tg|mailto|tel):\\S+|[\\w-]+(\\.[\\w-]+)+(/\\S*)?")) {
                        return; // Telegram drops a link that leads nowhere and keeps its text
                    }
                    entity.put("url", url);
                }
                case "tg-emoji" -> entity.put("custom_emoji_id", opened.argument());
                case "blockquote" -> {
                    if (!opened.argument().isEmpty()) {
                        entity.put("type", "expandable_blockquote");
                    }
                }
                case "code" -> {
                    if (!opened.argument().isEmpty()
                            && !open.isEmpty()
                            && open.peek().tag().equals("pre")
                            && open.peek().offset() == opened.offset()) {
                        entity.put("type", "pre").put("language", opened.argument());
                    }
                }
                case "pre" -> {
                    if (!entities.isEmpty()
                            && entities.get(entities.size() - 1).has("language")
                            && entities.get(entities.size() - 1).path("offset").asInt() == opened.offset()) {
                        return; // the code element inside already is the block
                    }
                }
                default -> {}
            }
            entities.add(entity);
        }

        /** The next character, or the one an HTML entity stands for; a lone ampersand is just itself. */
        private String character() {
            if (peek(0) != '&') {
                return String.valueOf(source.charAt(at++));
            }
            int end = at + 1;
            boolean numeric = peek(1) == '#';
            end += numeric ? 1 : 0;
            while (end < source.length() && Character.isLetterOrDigit(source.charAt(end)) && end - at < 12) {
                end++;
            }
            String name = source.substring(at + 1, end);
            String decoded = numeric ? codePoint(name.substring(1)) : NAMED.getOrDefault(name, "");
            if (decoded.isEmpty()) {
                at++;
                return "&";
            }
            at = end < source.length() && source.charAt(end) == ';' ? end + 1 : end;
            return decoded;
        }

        private static String codePoint(String digits) {
            boolean hex = digits.startsWith("x") || digits.startsWith("X");
            String number = hex ? digits.substring(1) : digits;
            if (!number.matches(hex ? "[0-9A-Fa-f]{1,6}" : "\\d{1,7}")) {
                return "";
            }
            int code = Integer.parseInt(number, hex ? 16 : 10);
            return code == 0 || !Character.isValidCodePoint(code) || (code >= 0xD800 && code <= 0xDFFF)
                    ? ""
                    : Character.toString(code);
        }

        private char peek(int ahead) {
            return at + ahead < source.length() ? source.charAt(at + ahead) : '\0';
        }

        private boolean atEnd() {
            return at >= source.length();
        }

        private boolean space() {
            return Character.isWhitespace(peek(0));
        }

        private void skipSpace() {
            while (!atEnd() && space()) {
                at++;
            }
        }

        private int bytes(int index) {
            return source.substring(0, index).getBytes(StandardCharsets.UTF_8).length;
        }

        private static RefusedCall unparsable(String why) {
            return RefusedCall.badRequest("can't parse entities: " + why);
        }
    }
}
