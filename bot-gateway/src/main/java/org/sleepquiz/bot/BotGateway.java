package org.sleepquiz.bot;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The gateway to Telegram. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BotGateway {

    /** The gateway, configured by {@code bot-gateway.yml} so that it fits one class path with the other sides. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(BotGateway.class).properties("spring.config.name=bot-gateway");
    }

    public static void main(String[] arguments) {
        application().run(arguments);
    }
}
