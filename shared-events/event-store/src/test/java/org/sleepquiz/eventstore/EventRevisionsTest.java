package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sleepquiz.eventstore.RevisionExamples.UNTIL;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.serialization.SerializedMetaData;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import tools.jackson.databind.JsonNode;

class EventRevisionsTest {

    /** Every revision that there has been of every event. */
    private static final Path APPROVED = Path.of("../messages/src/test/resources/events");

    private static final Pattern NAME = Pattern.compile("(\\w+)\\.v(\\d+)\\.json");

    private static final Instant NOW = Instant.parse("2026-11-24T07:05:00Z");
    private static final PromptSnoozed SNOOZED =
            new PromptSnoozed("4711", NOW, LocalDate.of(2026, 11, 24), NOW.plusSeconds(1_800));
    private static final String REVISION_1 =
            "{\"telegramId\":\"4711\",\"occurredAt\":\"2026-11-24T07:05:00Z\",\"forDate\":\"2026-11-24\",\"minutes\":30}";

    static Stream<Path> approved() throws IOException {
        try (Stream<Path> files = Files.list(APPROVED)) {
            return files
                    .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest // #5
    @MethodSource("approved")
    void everyRevisionThatThereHasBeenIsReadAsTodays(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        assertThat(name.matches()).isTrue();
        StoredTypes types = new StoredTypes(List.of());
        DomainEventMessage<?> read =
                read(types, EventRevisions.newest(types), name.group(1), name.group(2), Files.readString(file));

        assertThat(read.getPayload())
                .isInstanceOf(EventType.named(name.group(1)).eventClass());
        JsonNode today = Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(read.getPayload()));
        assertThat(today.toString()).as("nothing is left unsaid").doesNotContain("null");
        if (Integer.parseInt(name.group(2)) == EventType.named(name.group(1)).revision()) {
            assertThat(today).isEqualTo(Json.MAPPER.readTree(Files.readString(file)));
        }
    }

    @Test // #5
    void anOlderRevisionIsReadAsTheNewest() {
        StoredTypes types = RevisionExamples.types();
        EventRevisions revisions = new EventRevisions(types, List.of(UNTIL), Map.of());

        assertThat(read(types, revisions, "PromptSnoozed", "1", REVISION_1).getPayload())
                .isEqualTo(SNOOZED);
        assertThat(read(types, revisions, "PromptSnoozed", "2", Json.MAPPER.writeValueAsString(SNOOZED))
                        .getPayload())
                .isEqualTo(SNOOZED);
    }

    @Test // #5
    void stepsFollowOneAnotherInWhateverOrderTheyAreSaid() {
        StoredTypes types = new StoredTypes(List.of(new StoredType("PromptSnoozed", 3, PromptSnoozed.class)));
        NextRevision renamed = NextRevision.of(
                "PromptSnoozed",
                2,
                json -> json.set("until", json.remove("end")),
                json -> json.set("end", json.remove("until")));
        NextRevision end = NextRevision.of(
                "PromptSnoozed",
                1,
                json -> json.set("end", UNTIL.forth().apply(json).remove("until")),
                json -> UNTIL.back().orElseThrow().apply(json.set("until", json.remove("end"))));
        EventRevisions revisions = new EventRevisions(types, List.of(renamed, end), Map.of("PromptSnoozed", 1));

        assertThat(read(types, revisions, "PromptSnoozed", "1", REVISION_1).getPayload())
                .isEqualTo(SNOOZED);
        assertThat(Json.MAPPER.readTree(NamingSerializer.of(types, revisions)
                        .serialize(SNOOZED, String.class)
                        .getData()))
                .isEqualTo(Json.MAPPER.readTree(REVISION_1));
    }

    @Test // #5
    void anEventIsWrittenInTheRevisionThatIsHeldOnTo() {
        StoredTypes types = RevisionExamples.types();
        // as it comes from the environment
        EventRevisions held = new EventRevisions(types, List.of(UNTIL), Map.of("promptsnoozed", 1));

        SerializedObject<String> older = NamingSerializer.of(types, held).serialize(SNOOZED, String.class);
        assertThat(older.getType().getRevision()).isEqualTo("1");
        assertThat(Json.MAPPER.readTree(older.getData())).isEqualTo(Json.MAPPER.readTree(REVISION_1));
        SerializedObject<byte[]> newest = NamingSerializer.of(
                        types, new EventRevisions(types, List.of(UNTIL), Map.of()))
                .serialize(SNOOZED, byte[].class);
        assertThat(newest.getType().getRevision()).isEqualTo("2");
        assertThat(newest.getData()).isEqualTo(Json.MAPPER.writeValueAsBytes(SNOOZED));
    }

    @Test // #5
    void whatIsNewerThanThisVersionStopsTheReaderWhoIsToldWhatAndWhere() {
        StoredTypes types = new StoredTypes(List.of());
        EventRevisions revisions = EventRevisions.newest(types);

        assertThatThrownBy(() -> read(types, revisions, "PromptSnoozed", "2", REVISION_1))
                .isInstanceOf(NewerRevision.class)
                .hasMessage("A newer version has written a PromptSnoozed of revision 2, event 7 of its stream; "
                        + "this one knows revision 1 at most");
        assertThatThrownBy(() -> read(types, revisions, "UserApplauded", "1", "{}"))
                .isInstanceOf(NewerRevision.class)
                .hasMessage("A newer version has written a UserApplauded of revision 1, event 7 of its stream; "
                        + "this one knows no such event");
    }

    @Test // #5
    void aRevisionThatCouldNotBeReadOrWrittenIsNoticedAtTheStart() {
        StoredTypes types = RevisionExamples.types();
        NextRevision noWayBack = new NextRevision("PromptSnoozed", 1, UNTIL.forth(), Optional.empty());

        assertThatThrownBy(() -> new EventRevisions(types, List.of(), Map.of()))
                .hasMessage("There has to be one way from revision 1 of PromptSnoozed to the next");
        assertThatThrownBy(() -> new EventRevisions(types, List.of(UNTIL, UNTIL), Map.of()))
                .hasMessage("There has to be one way from revision 1 of PromptSnoozed to the next");
        assertThatThrownBy(() -> new EventRevisions(new StoredTypes(List.of()), List.of(UNTIL), Map.of()))
                .hasMessage("PromptSnoozed has no revision 2");
        assertThatThrownBy(() -> new EventRevisions(types, List.of(noWayBack), Map.of("PromptSnoozed", 1)))
                .hasMessage("PromptSnoozed cannot be written in revision 1");
        assertThatThrownBy(() -> new EventRevisions(types, List.of(UNTIL), Map.of("PromptSnoozed", 3)))
                .hasMessage("PromptSnoozed cannot be written in revision 3");
        assertThatThrownBy(() -> new EventRevisions(types, List.of(UNTIL), Map.of("PromptSnozed", 1)))
                .hasMessage("No event is named PromptSnozed");
    }

    private static DomainEventMessage<?> read(
            StoredTypes types, EventRevisions revisions, String name, String revision, String json) {
        StoredEvent stored = new StoredEvent(
                "UserSleep",
                "4711",
                7,
                "an-event",
                NOW,
                new SimpleSerializedObject<>(json.getBytes(StandardCharsets.UTF_8), byte[].class, name, revision),
                new SerializedMetaData<>("{}".getBytes(StandardCharsets.UTF_8), byte[].class));
        DomainEventMessage<?> message = EventStreamUtils.upcastAndDeserializeDomainEvents(
                        Stream.of(stored), NamingSerializer.of(types, revisions), revisions.upcaster())
                .next();
        assertThat(message.getPayload()).isInstanceOf(UserSleepEvent.class);
        return message;
    }
}
