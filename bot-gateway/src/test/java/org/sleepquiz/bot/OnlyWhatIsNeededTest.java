package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;

class OnlyWhatIsNeededTest {

    private static final String[] ON_ONE_CLASS_PATH = {
        "org.axonframework.springboot.autoconfig.AxonAutoConfiguration",
        "org.sleepquiz.eventstore.EventStoreAutoConfiguration",
        "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
        "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
        "org.sleepquiz.httpedge.HttpEdge"
    };

    private final OnlyWhatIsNeeded filter = new OnlyWhatIsNeeded();
    private final AutoConfigurationMetadata none = new NoMetadata();

    @Test // #2
    void theGatewayStartsNothingOfTheOtherSides() throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        new YamlPropertySourceLoader()
                .load("gateway", new ClassPathResource("bot-gateway.yml"))
                .forEach(environment.getPropertySources()::addLast);
        filter.setEnvironment(environment);
        assertThat(filter.match(ON_ONE_CLASS_PATH, none)).containsExactly(false, false, false, true, true);
    }

    @Test // #2
    void theOtherSidesMissNothing() {
        filter.setEnvironment(new MockEnvironment());
        assertThat(filter.match(ON_ONE_CLASS_PATH, none)).containsOnly(true);
    }

    private static final class NoMetadata implements AutoConfigurationMetadata {
        @Override
        public boolean wasProcessed(String className) {
            return false;
        }

        @Override
        public Integer getInteger(String className, String key) {
            return null;
        }

        @Override
        public Integer getInteger(String className, String key, Integer defaultValue) {
            return defaultValue;
        }

        @Override
        public java.util.Set<String> getSet(String className, String key) {
            return null;
        }

        @Override
        public java.util.Set<String> getSet(String className, String key, java.util.Set<String> defaultValue) {
            return defaultValue;
        }

        @Override
        public String get(String className, String key) {
            return null;
        }

        @Override
        public String get(String className, String key, String defaultValue) {
            return defaultValue;
        }
    }
}
