package org.sleepquiz.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.sleepquiz.bot.BotGateway;
import org.sleepquiz.command.CommandSide;
import org.sleepquiz.query.QuerySide;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * One side as it is shipped, in a process of its own: {@code SideProcess command|query|bot ARGUMENT...}. What comes in by standard
 * input, {@code clock SECONDS}, sets its clock; it ends with whoever has started it.
 */
final class SideProcess {

    static final String CLOCK = "clock ";

    private SideProcess() {}

    public static void main(String[] arguments) throws IOException {
        JumpingClock clock = new JumpingClock(ZoneOffset.UTC);
        Thread side = new Thread(() -> run(arguments, clock), "side");
        side.setDaemon(true);
        side.start();
        try (BufferedReader starter = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = starter.readLine(); line != null; line = starter.readLine()) {
                if (line.startsWith(CLOCK)) {
                    clock.jump(Duration.ofSeconds(Long.parseLong(line.substring(CLOCK.length()))));
                }
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void run(String[] arguments, JumpingClock clock) {
        try {
            application(arguments[0])
                    .bannerMode(Banner.Mode.OFF)
                    .initializers(clock::install)
                    .run(Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (RuntimeException notStarted) {
            // Spring has told why; whoever has started the process sees that it is gone
            Runtime.getRuntime().halt(1);
        }
    }

    private static SpringApplicationBuilder application(String side) {
        return switch (side) {
            case "command" -> CommandSide.application();
            case "query" -> QuerySide.application();
            case "bot" -> BotGateway.application();
            default -> throw new IllegalArgumentException("no side is called " + side);
        };
    }
}
