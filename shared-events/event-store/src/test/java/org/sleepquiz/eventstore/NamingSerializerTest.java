package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.MergedTrackingToken;
import org.axonframework.eventhandling.MultiSourceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.ConfigToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedMetaData;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sleepquiz.messages.EventType;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;

class NamingSerializerTest {

    record Snapshot(String name, LocalTime at) {}

    private final NamingSerializer serializer =
            NamingSerializer.of(List.of(new StoredType("Sleeper", 3, Snapshot.class)));

    @ParameterizedTest // #2
    @MethodSource("org.sleepquiz.eventstore.EventExamples#all")
    void anEventIsStoredAsTheOneJsonUnderItsNameAndRevision(UserSleepEvent event) {
        SerializedObject<String> stored = serializer.serialize(event, String.class);

        EventType type = EventType.of(event.getClass());
        assertThat(stored.getType().getName()).isEqualTo(type.name());
        assertThat(stored.getType().getRevision()).isEqualTo(Integer.toString(type.revision()));
        assertThat(stored.getData()).isEqualTo(Json.MAPPER.writeValueAsString(event));
        assertThat(serializer.<String, UserSleepEvent>deserialize(stored)).isEqualTo(event);
    }

    static Stream<TrackingToken> positions() {
        GapAwareTrackingToken position = GapAwareTrackingToken.newInstance(7, List.of(3L, 5L));
        TrackingToken replay = ReplayToken.createReplayToken(position, GapAwareTrackingToken.newInstance(2, List.of()));
        return Stream.of(
                position,
                new GlobalSequenceTrackingToken(7),
                new ConfigToken(Map.of("id", "a-store")),
                replay,
                ReplayToken.createReplayToken(position, null),
                MergedTrackingToken.merged(position, replay),
                new MultiSourceTrackingToken(Map.of("log", position)));
    }

    @ParameterizedTest // #2
    @MethodSource("positions")
    void aPositionWithAllPositionsInItIsStoredWithoutTheNameOfAClass(TrackingToken token) {
        SerializedObject<String> stored = serializer.serialize(token, String.class);

        assertThat(stored.getType().getName()).isEqualTo(token.getClass().getSimpleName());
        assertThat(stored.getData()).doesNotContain("axonframework").doesNotContain("Token\":\".");
        assertThat(stored.getData()).doesNotContain("\"@c");
        assertThat(serializer.<String, TrackingToken>deserialize(stored)).isEqualTo(token);
    }

    @Test // #2
    void metaDataAreReadUnderTheNameAxonGivesThem() {
        MetaData metaData = MetaData.with("traceId", "t").and("attempt", 2);
        String json = serializer.serialize(metaData, String.class).getData();

        assertThat(json).isIn("{\"traceId\":\"t\",\"attempt\":2}", "{\"attempt\":2,\"traceId\":\"t\"}");
        assertThat(serializer.<String, MetaData>deserialize(new SerializedMetaData<>(json, String.class)))
                .isEqualTo(metaData);
    }

    @Test // #2
    void whateverElseIsStoredHasTheNameThatWasDeclaredForIt() {
        Snapshot snapshot = new Snapshot("a", LocalTime.NOON);
        SerializedObject<String> stored = serializer.serialize(snapshot, String.class);

        assertThat(stored.getType().getName()).isEqualTo("Sleeper");
        assertThat(stored.getType().getRevision()).isEqualTo("3");
        assertThat(serializer.<String, Snapshot>deserialize(stored)).isEqualTo(snapshot);
    }

    @Test // #2
    void anUnknownNameIsAnErrorThatTellsTheName() {
        assertThatThrownBy(() -> serializer.deserialize(
                        new SimpleSerializedObject<>("{}", String.class, "QuestionWithdrawn", "1")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("QuestionWithdrawn");
    }

    @Test // #2
    void aClassWithoutANameIsAnErrorThatTellsTheClass() {
        assertThatThrownBy(() -> serializer.serialize(new StringBuilder(), String.class))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("java.lang.StringBuilder");
    }

    @Test // #2
    void nothingIsStoredAsNothing() {
        SerializedObject<String> stored = serializer.serialize(null, String.class);

        assertThat(stored.getType()).isEqualTo(SerializedType.emptyType());
        assertThat(serializer.<String, Object>deserialize(stored)).isNull();
    }
}
