package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/** No secret stands in anything that is shipped: each comes from the environment or from a file, and there is no default. */
class SecretsTest {

    /** Not what says where a secret is, or how it is looked at. */
    private static final Pattern SECRET =
            Pattern.compile("(?i)(password|passphrase|secret|token|credential|(master|private|api)-?key)s?$");

    private static final Pattern EMPTY_PLACEHOLDER = Pattern.compile("\\$\\{[a-z.-]+(:})?}?");

    @Test // #5
    void noPropertyThatIsASecretHasADefault() throws IOException {
        Map<String, Object> defaults = new LinkedHashMap<>();
        for (String file : List.of("http-edge.yml", "command-side.yml", "query-side.yml", "bot-gateway.yml")) {
            for (PropertySource<?> document : new YamlPropertySourceLoader().load(file, new ClassPathResource(file))) {
                for (String name : ((EnumerablePropertySource<?>) document).getPropertyNames()) {
                    if (SECRET.matcher(name).find()) {
                        defaults.put(file + ": " + name, String.valueOf(document.getProperty(name)));
                    }
                }
            }
        }
        assertThat(defaults).as("secrets are looked for").isNotEmpty();
        assertThat(defaults.values())
                .allMatch(value -> EMPTY_PLACEHOLDER.matcher((String) value).matches());
    }

    /** A password in the compose file is either required of the environment or left out. */
    @Test // #5
    void noContainerHasASecretThatEverybodyKnows() throws IOException {
        Pattern setting = Pattern.compile("^ +([A-Z_]*(?:PASSWORD|TOKEN|SECRET|KEY)): *([^#\n]*)", Pattern.MULTILINE);
        Matcher found = setting.matcher(Files.readString(Path.of("../../docker-compose.yml")));
        List<String> values = Stream.iterate(found.find(), has -> has, has -> found.find())
                .map(has -> found.group(1) + "=" + found.group(2).strip())
                .toList();
        assertThat(values)
                .isNotEmpty()
                .allMatch(value -> value.matches(
                        "[A-Z_]+=(\\$\\{[A-Z_]+:\\?[^}]*}|\\$\\{[A-Z_]+:-})?" + "|SLEEPQUIZ_JWT_PUBLIC_KEY=file:.*"));
    }
}
