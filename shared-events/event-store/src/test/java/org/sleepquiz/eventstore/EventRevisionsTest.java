package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sleepquiz.messages.UserSleepEvent.UserUnreachable.Reason.BLOCKED;
import static org.sleepquiz.messages.UserSleepEvent.UserUnreachable.Reason.UNKNOWN;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import tools.jackson.databind.JsonNode;

class EventRevisionsTest {

    /** Every revision that there has been of every event. */
    private static final Path APPROVED = Path.of("../messages/src/test/resources/events");

    private static final Pattern NAME = Pattern.compile("(\\w+)\\.v(\\d+)\\.json");

    private static final Instant NOW = Instant.parse("2026-11-24T07:05:00Z");
    private static final StoredTypes TODAY = new StoredTypes(List.of());
    private static final NextRevision WITH_REASON = NextRevision.ALL.get(0);
    private static final String REVISION_1 = "{\"telegramId\":\"4711\",\"occurredAt\":\"2026-11-24T07:05:00Z\"}";

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
        DomainEventMessage<?> read =
                read(TODAY, EventRevisions.newest(TODAY), name.group(1), name.group(2), Files.readString(file));

        assertThat(read.getPayload())
                .isInstanceOf(EventType.named(name.group(1)).eventClass());
        JsonNode today = Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(read.getPayload()));
        assertThat(today.toString()).as("nothing is left unsaid").doesNotContain("null");
        if (Integer.parseInt(name.group(2)) == EventType.named(name.group(1)).revision()) {
            assertThat(today).isEqualTo(Json.MAPPER.readTree(Files.readString(file)));
        }
    }

    private static UserUnreachable because(UserUnreachable.Reason reason) {
        return new UserUnreachable("4711", NOW, reason);
    }

    @Test // #5
    void anOlderRevisionIsReadAsTheNewestAndWhatWasNotAskedIsNotMadeUp() {
        EventRevisions revisions = EventRevisions.newest(TODAY);
        String newest = Json.MAPPER.writeValueAsString(because(BLOCKED));

        assertThat(read(TODAY, revisions, "UserUnreachable", "1", REVISION_1).getPayload())
                .isEqualTo(because(UNKNOWN));
        assertThat(read(TODAY, revisions, "UserUnreachable", "2", newest).getPayload())
                .isEqualTo(because(BLOCKED));
    }

    @Test // #5
    void stepsFollowOneAnotherInWhateverOrderTheyAreSaid() {
        StoredTypes types = new StoredTypes(List.of(new StoredType("UserUnreachable", 4, UserUnreachable.class)));
        NextRevision why = NextRevision.of(
                "UserUnreachable",
                2,
                json -> json.set("why", json.remove("reason")),
                json -> json.set("reason", json.remove("why")));
        NextRevision reason = NextRevision.of(
                "UserUnreachable",
                3,
                json -> json.set("reason", json.remove("why")),
                json -> json.set("why", json.remove("reason")));
        EventRevisions revisions =
                new EventRevisions(types, List.of(reason, WITH_REASON, why), Map.of("UserUnreachable", 1));

        assertThat(read(types, revisions, "UserUnreachable", "1", REVISION_1).getPayload())
                .isEqualTo(because(UNKNOWN));
        assertThat(Json.MAPPER.readTree(NamingSerializer.of(types, revisions)
                        .serialize(because(BLOCKED), String.class)
                        .getData()))
                .isEqualTo(Json.MAPPER.readTree(REVISION_1));
    }

    @Test // #5
    void anEventIsWrittenInTheRevisionThatIsHeldOnTo() {
        // as it comes from the environment
        EventRevisions held = new EventRevisions(TODAY, NextRevision.ALL, Map.of("userunreachable", 1));

        SerializedObject<String> older = NamingSerializer.of(TODAY, held).serialize(because(BLOCKED), String.class);
        assertThat(older.getType().getRevision()).isEqualTo("1");
        assertThat(older.getData()).isEqualTo(REVISION_1);
        SerializedObject<byte[]> newest =
                NamingSerializer.of(TODAY, EventRevisions.newest(TODAY)).serialize(because(BLOCKED), byte[].class);
        assertThat(newest.getType().getRevision()).isEqualTo("2");
        assertThat(newest.getData()).isEqualTo(Json.MAPPER.writeValueAsBytes(because(BLOCKED)));
    }

    @Test // #5
    void whatIsNewerThanThisVersionStopsTheReaderWhoIsToldWhatAndWhere() {
        EventRevisions revisions = EventRevisions.newest(TODAY);

        assertThatThrownBy(() -> read(TODAY, revisions, "UserUnreachable", "3", REVISION_1))
                .isInstanceOf(NewerRevision.class)
                .hasMessage("A newer version has written a UserUnreachable of revision 3, event 7 of its stream; "
                        + "this one knows revision 2 at most");
        assertThatThrownBy(() -> read(TODAY, revisions, "UserApplauded", "1", "{}"))
                .isInstanceOf(NewerRevision.class)
                .hasMessage("A newer version has written a UserApplauded of revision 1, event 7 of its stream; "
                        + "this one knows no such event");
    }

    @Test // #5
    void aRevisionThatCouldNotBeReadOrWrittenIsNoticedAtTheStart() {
        NextRevision noWayBack = new NextRevision("UserUnreachable", 1, WITH_REASON.forth(), Optional.empty());
        NextRevision tooFar = NextRevision.of("UserUnreachable", 2, json -> json, json -> json);

        assertThatThrownBy(() -> new EventRevisions(TODAY, List.of(), Map.of()))
                .hasMessage("There has to be one way from revision 1 of UserUnreachable to the next");
        assertThatThrownBy(() -> new EventRevisions(TODAY, List.of(WITH_REASON, WITH_REASON), Map.of()))
                .hasMessage("There has to be one way from revision 1 of UserUnreachable to the next");
        assertThatThrownBy(() -> new EventRevisions(TODAY, List.of(WITH_REASON, tooFar), Map.of()))
                .hasMessage("UserUnreachable has no revision 3");
        assertThatThrownBy(() -> new EventRevisions(TODAY, List.of(noWayBack), Map.of("UserUnreachable", 1)))
                .hasMessage("UserUnreachable cannot be written in revision 1");
        assertThatThrownBy(() -> new EventRevisions(TODAY, NextRevision.ALL, Map.of("UserUnreachable", 3)))
                .hasMessage("UserUnreachable cannot be written in revision 3");
        assertThatThrownBy(() -> new EventRevisions(TODAY, NextRevision.ALL, Map.of("UserUnreacheable", 1)))
                .hasMessage("No event is named UserUnreacheable");
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
