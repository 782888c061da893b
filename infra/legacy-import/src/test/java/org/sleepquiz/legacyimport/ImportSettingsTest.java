package org.sleepquiz.legacyimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportSettingsTest {

    private static final String JDBC = "jdbc:postgresql://old.example/bot";

    @Test // #4
    void oneAddressIsEnough() throws Exception {
        ImportSettings settings =
                ImportSettings.of(List.of("--jdbc", JDBC), Map.of(), directory -> "token of " + directory);
        assertThat(settings.defaultZone()).isEqualTo(ZoneId.of("Europe/Stockholm"));
        assertThat(settings.commandUrl()).isEqualTo(URI.create("http://127.0.0.1:8081"));
        assertThat(settings.token()).isEqualTo("token of data");
        assertThat(settings.user()).isNull();
        assertThat(settings.password()).isNull();
    }

    @Test // #4
    void everythingCanBeSaidOtherwise(@TempDir Path directory) throws Exception {
        ImportSettings settings = ImportSettings.of(
                List.of(
                        "--jdbc", JDBC,
                        "--user", "reader",
                        "--password-file", file(directory, "password", "hunter2\n"),
                        "--zone-default", "Asia/Kolkata",
                        "--command-url", "https://commands.example/",
                        "--token-file", file(directory, "token", "abc\n"),
                        "--refused", "not.csv"),
                Map.of("SLEEPQUIZ_LEGACY_PASSWORD", "another"),
                data -> {
                    throw new AssertionError("asked for a token of " + data);
                });
        assertThat(settings)
                .isEqualTo(new ImportSettings(
                        JDBC,
                        "reader",
                        "hunter2",
                        ZoneId.of("Asia/Kolkata"),
                        URI.create("https://commands.example"),
                        "abc",
                        Path.of("not.csv")));
        assertThat(settings.toString()).doesNotContain("hunter2", "abc");
    }

    @Test // #4
    void theEnvironmentCanSayIt() throws Exception {
        ImportSettings settings = ImportSettings.of(
                List.of("--jdbc", JDBC),
                Map.of(
                        "SLEEPQUIZ_LEGACY_PASSWORD", "hunter2",
                        "SLEEPQUIZ_DEFAULT_ZONE", "America/New_York",
                        "SLEEPQUIZ_COMMAND_PORT", "9999"),
                directory -> "token");
        assertThat(settings.password()).isEqualTo("hunter2");
        assertThat(settings.defaultZone()).isEqualTo(ZoneId.of("America/New_York"));
        assertThat(settings.commandUrl()).isEqualTo(URI.create("http://127.0.0.1:9999"));
    }

    @ParameterizedTest // #4
    @ValueSource(
            strings = {
                "",
                "--jdbc",
                "--jdbc jdbc:mysql://x/y",
                "--jdbc jdbc:postgresql://x/y --jdbc jdbc:postgresql://x/z",
                "--jdbc jdbc:postgresql://x/y --zone-default Mars/Base",
                "--jdbc jdbc:postgresql://x/y --command-url ftp://x",
                "--jdbc jdbc:postgresql://x/y --command-url :",
                "--jdbc jdbc:postgresql://x/y --dance"
            })
    void aCallThatIsNotUnderstoodIsRefused(String call) {
        assertThatThrownBy(() -> ImportSettings.of(
                        call.isEmpty() ? List.of() : List.of(call.split(" ")), Map.of(), directory -> "token"))
                .isInstanceOf(ImportSettings.Misunderstood.class);
    }

    @Test // #4
    void zonesAreThoseThatTheCommandSideTakes() {
        assertThat(Zones.named("Europe/Stockholm")).contains(ZoneId.of("Europe/Stockholm"));
        assertThat(Zones.named("EST")).isPresent();
        assertThat(Zones.named("+02:00")).isEmpty();
        assertThat(Zones.named("europe/stockholm")).isEmpty();
        assertThat(Zones.named(null)).isEmpty();
    }

    @Test // #4
    void progressSaysHowFastItIsAndHowLongItTakes() {
        assertThat(Progress.line(150_000, 300_000, Duration.ofSeconds(50)))
                .isEqualTo("150,000 of 300,000 entries (50 %), 3,000 a second, 0 min 50 s left");
        assertThat(Progress.line(0, 300_000, Duration.ZERO))
                .isEqualTo("0 of 300,000 entries (0 %), 0 a second, ? left");
        assertThat(Progress.line(3_600, 36_000_000, Duration.ofSeconds(1))).endsWith("2 h 46 min left");
        assertThat(Progress.line(0, 0, Duration.ofSeconds(1))).contains("(100 %)");
    }

    private static String file(Path directory, String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }
}
