package org.sleepquiz.legacyimport;

import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command on its way.
 *
 * @param json as a batch takes it
 * @param then told what became of it
 */
record Command(ObjectNode json, Consumer<Outcome> then) {}
