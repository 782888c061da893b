package org.sleepquiz.command.security;

import org.sleepquiz.command.CommandSide;
import org.sleepquiz.command.Node;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.security.AttackedSide;

/** A command-side that is attacked; nothing leaves it for Kafka, and nobody is prompted. */
final class AttackedCommandSide {

    private AttackedCommandSide() {}

    static AttackedSide on(TestDatabase database) {
        return AttackedSide.start(
                CommandSide.application(),
                database,
                "--sleepquiz.kafka.bootstrap=" + Node.NO_KAFKA,
                "--sleepquiz.prompts.enabled=false");
    }
}
