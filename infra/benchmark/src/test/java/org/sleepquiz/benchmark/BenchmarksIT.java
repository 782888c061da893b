package org.sleepquiz.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sleepquiz.messages.Json;
import tools.jackson.databind.JsonNode;

/** Every benchmark in its smallest form: that it runs and says what it found; never how fast anything was. */
class BenchmarksIT {

    private static final List<String> SHORT = List.of("--rounds=1", "--seconds=1", "--warm-up=0");

    @TempDir
    Path directory;

    static Stream<Arguments> benchmarks() {
        return Stream.of(
                Arguments.of("answers", List.of("--in-flight=4", "--pgbench-clients=4")),
                Arguments.of("first-contacts", List.of("--in-flight=4", "--engines=group", "--pgbench-clients=4")),
                Arguments.of("quizzes", List.of("--in-flight=4", "--predecessor-threads=4")),
                Arguments.of("profile", List.of("--in-flight=4")),
                Arguments.of("visible", List.of("--jvms=two", "--loads=half")),
                Arguments.of(
                        "growth", List.of("--stored=100", "--diary=30", "--people=10", "--nodes=2", "--in-flight=4")));
    }

    @ParameterizedTest // #3
    @MethodSource("benchmarks")
    void benchmarkSaysWhatItHasFound(String name, List<String> options) throws Exception {
        JsonNode report =
                run(name, Stream.concat(SHORT.stream(), options.stream()).toList());

        JsonNode settings = report.path("machine").path("postgresqlSettings");
        assertThat(List.of("fsync", "synchronous_commit", "full_page_writes"))
                .allSatisfy(
                        setting -> assertThat(settings.path(setting).asString()).isEqualTo("on"));
        requireFiguresIn(report);
    }

    static Stream<Arguments> benchmarksWithoutLength() {
        return Stream.of(
                Arguments.of("replay", List.of("--events=1000", "--rounds=1")),
                Arguments.of("publish", List.of("--events=1000", "--rounds=1")));
    }

    @ParameterizedTest // #3
    @MethodSource("benchmarksWithoutLength")
    void benchmarkOfALogSaysWhatItHasFound(String name, List<String> options) throws Exception {
        requireFiguresIn(run(name, options));
    }

    @Test // #5
    void aFloodSaysWhatItHasFound() throws Exception {
        JsonNode report = run(
                "soak",
                List.of(
                        "--seconds=3",
                        "--calm=2",
                        "--warm-up=1",
                        "--capacity-seconds=1",
                        "--connections=64",
                        "--kafka=false"));

        requireFiguresIn(report);
        assertThat(report.path("tables")).hasSize(2);
    }

    @Test // #3
    void thePureParts() throws Exception {
        requireFiguresIn(run(
                "jmh",
                List.of("--forks=1", "--warm-ups=0", "--rounds=1", "--milliseconds=50", "--only=RulesBenchmark")));
    }

    @Test // #3
    void anOptionThatNothingAsksForIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(
                        "jmh",
                        List.of(
                                "--forks=1",
                                "--warm-ups=0",
                                "--rounds=1",
                                "--milliseconds=50",
                                "--only=RulesBenchmark.takeInEvent",
                                "--in-fligth=4")))
                .withMessageContaining("in-fligth");
    }

    private JsonNode run(String name, List<String> options) throws Exception {
        Path out = directory.resolve(name + ".json");
        Benchmarks.run(
                name,
                Stream.concat(options.stream(), Stream.of("--look=0", "--out=" + out))
                        .toList());
        return Json.MAPPER.readTree(Files.readString(out));
    }

    private static void requireFiguresIn(JsonNode report) {
        assertThat(report.propertyNames())
                .contains("benchmark", "quotable", "machine", "options", "measurements", "ratios", "tables");
        assertThat(report.path("machine").propertyNames()).contains("began", "commit", "java", "cores", "busyAtStart");
        assertThat(report.path("measurements")).isNotEmpty().allSatisfy(measured -> {
            assertThat(measured.path("count").asLong()).as(measured.toString()).isPositive();
            assertThat(measured.path("median").asDouble())
                    .as(measured.toString())
                    .isPositive();
        });
        assertThat(report.path("ratios"))
                .allSatisfy(ratio -> assertThat(ratio.path("median").asDouble()).isPositive());
    }
}
