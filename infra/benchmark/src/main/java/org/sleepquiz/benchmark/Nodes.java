package org.sleepquiz.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command-side of each engine, each on a database of its own. */
record Nodes(Map<String, CommandNode> byEngine) implements AutoCloseable {

    static Nodes start(Database database, List<String> engines, List<String> properties) {
        Map<String, CommandNode> nodes = new LinkedHashMap<>();
        for (String engine : engines) {
            nodes.put(engine, CommandNode.start(database, nameOf(engine), engine, null, properties));
        }
        return new Nodes(nodes);
    }

    private static String nameOf(String engine) {
        return "sleepquiz_" + engine;
    }

    @Override
    public void close() {
        byEngine.values().forEach(CommandNode::close);
    }
}
