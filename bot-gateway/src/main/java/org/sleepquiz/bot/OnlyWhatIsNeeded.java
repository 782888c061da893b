package org.sleepquiz.bot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Keeps auto-configurations out by the beginning of their names, as listed in {@code sleepquiz.bot.leave-out}. Where all sides
 * share one class path, the gateway must not start the event store, Axon or Kafka, and a list of single classes would miss the
 * next one. Without the property, as in the other sides, it keeps nothing out.
 */
class OnlyWhatIsNeeded implements AutoConfigurationImportFilter, EnvironmentAware {

    private List<String> leftOut = List.of();

    @Override
    public void setEnvironment(Environment environment) {
        leftOut = Binder.get(environment)
                .bind("sleepquiz.bot.leave-out", String[].class)
                .map(List::of)
                .orElse(List.of());
    }

    @Override
    public boolean[] match(@Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean[] wanted = new boolean[autoConfigurations.length];
        for (int i = 0; i < autoConfigurations.length; i++) {
            String name = autoConfigurations[i];
            wanted[i] = name == null || leftOut.stream().noneMatch(name::startsWith);
        }
        return wanted;
    }
}
