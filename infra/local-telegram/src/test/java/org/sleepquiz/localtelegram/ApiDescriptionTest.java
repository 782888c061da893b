package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ApiDescriptionTest {

    @Test // #2
    void whatIsServedIsDescribedAsTelegramDescribesIt() throws IOException {
        Optional<Path> full = Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
                .map(folder -> folder.resolve("shared").resolve("bot-api-10.1.json"))
                .filter(Files::exists)
                .findFirst();
        assumeTrue(full.isPresent(), "no shared/bot-api-10.1.json above the working directory");
        JsonNode telegrams = Json.MAPPER.readTree(full.get());
        JsonNode ours;
        try (InputStream in = ApiDescription.class.getResourceAsStream("bot-api.json")) {
            ours = Json.MAPPER.readTree(in);
        }

        assertThat(ours.path("version")).isEqualTo(telegrams.path("version"));
        for (String kind : new String[] {"methods", "types"}) {
            assertThat(ours.path(kind).size()).isGreaterThan(20);
            for (var described : ours.path(kind).properties()) {
                assertThat(described.getValue())
                        .as(described.getKey())
                        .isEqualTo(withoutProse(telegrams.path(kind).path(described.getKey())));
            }
        }
    }

    @Test // #2
    void anUnknownFieldAndAMissingOneAreFound() {
        assertThat(ApiDescription.BOT_API.problemsOf(
                        "User", Json.MAPPER.readTree("{\"id\":1,\"is_bot\":false,\"nick\":\"x\"}")))
                .containsExactly(
                        "User: field \"first_name\" of User is missing", "User: unknown field \"nick\" of User");
    }

    private static JsonNode withoutProse(JsonNode described) {
        ObjectNode bare = ((ObjectNode) described).deepCopy();
        bare.remove("href");
        bare.remove("description");
        bare.path("fields").forEach(field -> ((ObjectNode) field).remove("description"));
        return bare;
    }
}
