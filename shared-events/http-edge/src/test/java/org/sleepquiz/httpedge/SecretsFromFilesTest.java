package org.sleepquiz.httpedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SecretsFromFilesTest {

    @TempDir
    Path directory;

    @Test // #5
    void everySecretCanBeInAFileThatTheEnvironmentNames() throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "of-the-file\n");
        for (String secret : SecretsFromFiles.SECRETS) {
            String name = secret.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
            assertThat(read(secret, Map.of(name + "_FILE", file.toString()))).isEqualTo("of-the-file");
            assertThat(read(secret, Map.of(name, "of-the-environment"))).isEqualTo("of-the-environment");
        }
    }

    @Test // #5
    void aFileThatIsNotThereAndASecretGivenTwiceAreSaidWithoutTheSecret() throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "of-the-file");
        assertThatThrownBy(() -> read("telegram.bot.token", Map.of("TELEGRAM_BOT_TOKEN_FILE", directory + "/none")))
                .hasMessageContaining("telegram.bot.token-file");
        assertThatThrownBy(() -> read(
                        "telegram.bot.token",
                        Map.of("TELEGRAM_BOT_TOKEN_FILE", file.toString(), "TELEGRAM_BOT_TOKEN", "of-the-environment")))
                .hasMessageContaining("both")
                .hasMessageNotContainingAny("of-the-file", "of-the-environment");
    }

    private static String read(String property, Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", new HashMap<>(variables)));
        new SecretsFromFiles().postProcessEnvironment(environment, new SpringApplication());
        return environment.getRequiredProperty(property);
    }
}
