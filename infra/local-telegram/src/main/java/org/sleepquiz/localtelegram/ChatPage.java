package org.sleepquiz.localtelegram;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** The chat page and what it talks to. */
final class ChatPage {

    ChatPage(Memory memory, Conversations conversations, BotMethods methods, ChatEvents events, ObjectNode bot) {}

    void handle(HttpExchange exchange, String path) throws IOException {
        exchange.sendResponseHeaders(404, -1);
    }
}
