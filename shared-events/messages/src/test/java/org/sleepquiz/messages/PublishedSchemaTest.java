package org.sleepquiz.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What {@code docs/} says of the published events is what they are. */
class PublishedSchemaTest {

    private static final Path DOCS = Path.of("../../docs");
    private static final Path APPROVED = Path.of("src/test/resources/events");

    static Stream<EventType> types() {
        return EventType.ALL.stream();
    }

    @ParameterizedTest // #2
    @MethodSource("types")
    void theApprovedJsonIsValidByThePublishedSchema(EventType type) throws IOException {
        assertThat(schema(type).validate(Files.readString(file(APPROVED, type)), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest // #2
    @MethodSource("types")
    void everyPropertyThatIsPublishedIsDescribed(EventType type) throws IOException {
        var described = Json.MAPPER
                .readTree(Files.readString(file(DOCS.resolve("schemas"), type)))
                .get("properties");
        var published = Json.MAPPER.readTree(Files.readString(file(APPROVED, type)));
        assertThat(described.propertyNames()).containsExactlyInAnyOrderElementsOf(published.propertyNames());
    }

    @Test // #2
    void aSchemaRefusesWhatIsNotTheEvent() throws IOException {
        Schema schema = schema(EventType.named("QuizCompleted"));
        String approved = Files.readString(file(APPROVED, EventType.named("QuizCompleted")));
        assertThat(schema.validate(approved.replace("FROM_15_TO_30", "SOMEWHAT"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema.validate(approved.replace("wakeAt", "wokeAt"), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test // #2
    void theAsyncApiDescribesEveryEvent() throws IOException {
        Map<String, ?> document = new Yaml().load(Files.readString(DOCS.resolve("asyncapi.yaml")));
        Map<?, ?> components = (Map<?, ?>) document.get("components");
        Map<?, ?> messages = (Map<?, ?>) components.get("messages");
        assertThat(messages.keySet())
                .map(Object::toString)
                .containsExactlyInAnyOrderElementsOf(
                        types().map(EventType::name).toList());
        types().forEach(type -> {
            Map<?, ?> message = (Map<?, ?>) messages.get(type.name());
            assertThat(message.get("name")).isEqualTo(type.published());
            assertThat(message.get("payload").toString()).contains(type.name() + ".v" + type.revision() + ".json");
        });
    }

    private static Schema schema(EventType type) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(file(DOCS.resolve("schemas"), type)));
    }

    private static Path file(Path directory, EventType type) {
        return directory.resolve(type.name() + ".v" + type.revision() + ".json");
    }
}
