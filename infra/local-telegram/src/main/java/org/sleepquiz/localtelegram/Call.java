package org.sleepquiz.localtelegram;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * One call of the Bot API as it was received.
 *
 * @param method as written in the path
 * @param parameters by name, with the types the Bot API gives them; an uploaded file is its file name
 * @param at when it arrived
 * @param status the HTTP status it was answered with
 */
public record Call(String method, JsonNode parameters, Instant at, int status) {}
