package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code sleepquiz} among Javas that only say how they were called. */
class ScriptTest {

    private static final String ECHO = "#!/bin/sh\necho \"ran $0 $*\"\n";

    @TempDir
    private Path directory;

    private Path tools;
    private Path places;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void aScriptAndWhatItHasBuilt() throws IOException {
        tools = Files.createDirectory(directory.resolve("tools"));
        for (String tool : List.of(
                "sh", "dirname", "sed", "find", "head", "readlink", "mktemp", "touch", "rm", "mv", "cat", "mkdir")) {
            Files.createSymbolicLink(tools.resolve(tool), onPath(tool));
        }
        places = Files.createDirectory(directory.resolve("java places"));
        environment.put("PATH", tools.toString());
        environment.put("HOME", directory.toString());
        environment.put("SLEEPQUIZ_JAVA_PLACES", places + "/*");
        Files.copy(Path.of("../../sleepquiz"), root().resolve("sleepquiz"));
        for (String room : List.of("shared-events", "command-side", "query-side", "bot-gateway", "infra")) {
            Files.createDirectories(root().resolve(room));
        }
        Files.createFile(root().resolve("pom.xml"));
        Files.createDirectories(launch());
        Files.createFile(launch().resolve("standalone-1-exec.jar"));
        Files.createFile(target().resolve("built"));
        Files.setLastModifiedTime(target().resolve("built"), FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    }

    @Test // #3
    void theNewestJavaOfThePlacesRunsIt() throws Exception {
        java("a", "17.0.9");
        java("b", "25.0.3");
        java("c", "21.0.11");
        java("d", "17.0.15");
        java("e", "1.8.0_442");
        assertThat(said("up")).contains("ran " + places.resolve("b") + "/bin/java ");
    }

    @Test // #3
    void ofTheSameReleaseTheNewerUpdateRunsIt() throws Exception {
        java("a", "17.0.9");
        java("b", "17.0.15");
        java("c", "17");
        assertThat(said("up")).contains("ran " + places.resolve("b") + "/bin/java ");
    }

    @Test // #3
    void theJavaOnThePathIsOneOfThem() throws Exception {
        java("a", "21.0.2");
        Path elsewhere = javaAt(directory.resolve("elsewhere"), "24.0.1");
        Files.createSymbolicLink(tools.resolve("java"), elsewhere.resolve("bin/java"));
        assertThat(said("up")).contains("ran " + elsewhere + "/bin/java ");
    }

    @Test // #3
    void theUsualPlacesAreLookedAtUnlessOthersAreNamed() throws Exception {
        environment.remove("SLEEPQUIZ_JAVA_PLACES");
        javaAt(directory.resolve(".sdkman/candidates/java/98"), "98");
        Path newest = javaAt(directory.resolve(".jdks/temurin-99"), "99.0.1");
        assertThat(said("up")).contains("ran " + newest + "/bin/java ");
    }

    @Test // #3
    void javaHomeIsAChoiceThatANewerOneDoesNotOverrule() throws Exception {
        java("a", "25.0.3");
        environment.put("JAVA_HOME", javaAt(directory.resolve("mine"), "17.0.1").toString());
        assertThat(said("up")).contains("ran " + directory.resolve("mine") + "/bin/java ");
    }

    @Test // #3
    void aJavaHomeThatIsTooOldIsToldAndPassedOver() throws Exception {
        java("a", "21.0.2");
        environment.put("JAVA_HOME", javaAt(directory.resolve("mine"), "11.0.2").toString());
        assertThat(said("up"))
                .contains("JAVA_HOME is no Java 17 or newer: Java 11.0.2")
                .contains("ran " + places.resolve("a") + "/bin/java ");
    }

    @Test // #3
    void aJavaWithoutAReleaseFileIsAskedForItsVersion() throws Exception {
        java("a", "17.0.15");
        Path home = javaAt(directory.resolve("java places/b"), "21");
        Files.delete(home.resolve("release"));
        executable(home.resolve("bin/java"), """
                #!/bin/sh
                if [ "$1" = -XshowSettings:properties ]; then echo '    java.version = 23.0.1' >&2; fi
                echo "ran $0 $*"
                """);
        assertThat(said("up")).contains("ran " + home + "/bin/java ");
    }

    @Test // #3
    void onlyJavasThatAreTooOldAreNamed() throws Exception {
        java("a", "11.0.20");
        assertThat(failed("up"))
                .contains("Java 11.0.20 at " + places.resolve("a") + " is too old; a JDK 17")
                .hasLineCount(1);
    }

    @Test // #2
    void whereThereIsNoJavaItSaysSo() throws Exception {
        assertThat(failed("demo")).contains("no Java found").hasLineCount(1);
    }

    @Test // #3
    void theOptionsAreThoseThatTheVersionKnowsAndAPersonsOwnComeLast() throws Exception {
        java("a", "17.0.15");
        assertThat(said("up", "--data", "my data"))
                .contains("-XX:+UseSerialGC -jar " + launch() + "/standalone-1-exec.jar up --data my data")
                .doesNotContain("unsafe", "AOT");
        java("b", "25.0.3");
        environment.put("SLEEPQUIZ_JAVA_OPTS", "-Xmx2g -XX:+UseG1GC");
        assertThat(said("up"))
                .contains("--sun-misc-unsafe-memory-access=allow -Xmx2g -XX:+UseG1GC -jar ")
                .doesNotContain("SerialGC", "AOT");
    }

    @Test // #3
    void theFirstDemoLeavesAStartCacheThatEveryLaterStartUses() throws Exception {
        executable(java("a", "25.0.3").resolve("bin/java"), cachingJava("true"));
        assertThat(said("up")).doesNotContain("AOT");
        assertThat(said("demo")).contains("-XX:AOTMode=record ", "Preparing faster starts");
        assertThat(said("up")).contains("-XX:AOTCache=" + cache() + " ");
        assertThat(said("demo")).contains("-XX:AOTCache=" + cache() + " ").doesNotContain("Preparing");
        assertThat(launch()).isDirectoryNotContaining("glob:**.{new,record}");
    }

    @Test // #3
    void aStartCacheThatIsNotWholeIsNotKept() throws Exception {
        executable(java("a", "25.0.3").resolve("bin/java"), cachingJava("exit 1"));
        assertThat(said("demo")).contains("Preparing faster starts");
        assertThat(said("up")).doesNotContain("AOT");
        assertThat(launch()).isDirectoryNotContaining("glob:**.{cache,new,record}");
    }

    @Test // #3
    void aDemoThatFailsLeavesNothingAndSaysThatItFailed() throws Exception {
        executable(java("a", "25.0.3").resolve("bin/java"), cachingJava("true") + "exit 1\n");
        assertThat(failed("demo")).doesNotContain("Preparing");
        assertThat(launch()).isDirectoryNotContaining("glob:**.{cache,new,record}");
    }

    /** Writes what the real one writes, and ends the making of a cache with a command. */
    private static String cachingJava(String endOfMaking) {
        return """
                #!/bin/sh
                for option; do
                    case $option in
                        -XX:AOTConfiguration=*) record=${option#*=} ;;
                        -XX:AOTCache=*) cache=${option#*=} ;;
                    esac
                done
                echo "ran $0 $*"
                case "$*" in
                    *AOTMode=record*) echo >"$record" ;;
                    *AOTMode=create*) echo >"$cache"; %s ;;
                esac
                """.formatted(endOfMaking);
    }

    private Path cache() throws IOException {
        return launch().resolve("start-25.0.3.cache");
    }

    @Test // #3
    void aRuntimeRunsWhatANewEnoughJdkBuilds() throws Exception {
        Path runtime = java("a", "25.0.3");
        Files.delete(runtime.resolve("bin/javac"));
        Path jdk = java("b", "17.0.15");
        Files.delete(target().resolve("built"));
        Files.createFile(target().resolve("standalone-1-exec.jar"));
        Files.createFile(cache());
        executable(tools.resolve("mvn"), "#!/bin/sh\necho $JAVA_HOME >\"" + directory + "/builder\"\n");
        executable(runtime.resolve("bin/java"), """
                #!/bin/sh
                if [ "$1" = -Djarmode=tools ]; then mkdir "$6" && echo >"$6/standalone-1-exec.jar"; fi
                echo "ran $0 $*"
                """);
        assertThat(said("up")).contains("ran " + runtime + "/bin/java ").doesNotContain("AOT");
        assertThat(directory.resolve("builder")).hasContent(jdk + "\n");
    }

    @Test // #3
    void aRuntimeAloneCannotBuild() throws Exception {
        Files.delete(java("a", "25.0.3").resolve("bin/javac"));
        Files.delete(target().resolve("built"));
        executable(tools.resolve("mvn"), "#!/bin/sh\n");
        assertThat(failed("up")).contains("a JDK is needed to build").hasLineCount(1);
    }

    private Path root() throws IOException {
        return Files.createDirectories(directory.resolve("house"));
    }

    private Path target() throws IOException {
        return root().resolve("infra/standalone/target");
    }

    private Path launch() throws IOException {
        return target().resolve("launch");
    }

    private Path java(String name, String version) throws IOException {
        return javaAt(places.resolve(name), version);
    }

    private static Path javaAt(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(home.resolve("bin/java"), ECHO);
        executable(home.resolve("bin/javac"), ECHO);
        return home;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String said(String... arguments) throws Exception {
        return run(0, arguments);
    }

    private String failed(String... arguments) throws Exception {
        return run(1, arguments);
    }

    private String run(int exit, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(onPath("sh").toString(), root().resolve("sleepquiz").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder script = new ProcessBuilder(command).redirectErrorStream(true);
        script.environment().clear();
        script.environment().putAll(environment);
        Process process = script.start();
        String text = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(text).isEqualTo(exit);
        return text;
    }

    private static Path onPath(String tool) {
        return List.of("/bin", "/usr/bin").stream()
                .map(place -> Path.of(place, tool))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }
}
