package org.sleepquiz.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything that is shipped may be: its licence is on the list in docs/licences.md. */
class LicencesIT {

    /** What the standalone jar is made of, which is what the three sides are made of and more. */
    private static final Path SBOM = Path.of("target/classes/META-INF/sbom/application.cdx.json");

    private static final Path LIST = Path.of("../../docs/licences.md");

    /** A row of either table: what it is about stands in the first column, between backticks. */
    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

    @Test // #5
    void everythingThatIsShippedHasALicenceThatIsAllowed() throws IOException {
        Set<String> allowed = ROW.matcher(Files.readString(LIST))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toSet());
        JsonNode components = JsonMapper.shared().readTree(SBOM.toFile()).path("components");
        assertThat(components.size()).isGreaterThan(100);
        Set<String> refused = new TreeSet<>();
        for (JsonNode component : components) {
            String name = component.path("group").asString("") + ":"
                    + component.path("name").asString("");
            Set<String> licences = licences(component).collect(Collectors.toCollection(TreeSet::new));
            // of several one may be chosen
            if (licences.stream().noneMatch(allowed::contains) && !allowed.contains(name)) {
                refused.add(name + " " + licences);
            }
        }
        assertThat(refused)
                .as(
                        "shipped under a licence that is not in the tables of docs/licences.md: see whether it may be, then name the"
                                + " licence (or, where it tells none, the library) there, or do without the library")
                .isEmpty();
    }

    private static Stream<String> licences(JsonNode component) {
        return component.path("licenses").valueStream().flatMap(each -> {
            JsonNode licence = each.path("license");
            return each.has("expression")
                    ? Pattern.compile("[^() ]+")
                            .matcher(each.path("expression").stringValue())
                            .results()
                            .map(MatchResult::group)
                    : Stream.of(licence.path("id").asString(licence.path("name").asString("")));
        });
    }
}
