package org.sleepquiz.eventstore;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Collection;
import org.axonframework.eventhandling.MergedTrackingToken;
import org.axonframework.eventhandling.MultiSourceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.axonframework.serialization.jackson3.MetaDataDeserializer;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes and reads everything in the event store as the JSON of {@link Json#MAPPER}, under the names of {@link StoredType}
 * and never under those of Java classes. What was written in an older revision has become today's before it is read here
 * ({@link EventRevisions}).
 *
 * <p>A class without a name cannot be written, a name without a class cannot be read; both fail with a
 * {@link org.axonframework.serialization.SerializationException} that tells which. Reading on as Axon would, with an "unknown
 * type" that no handler takes, would lose events in silence.
 */
public final class NamingSerializer extends Jackson3Serializer {

    private final StoredTypes types;
    private final EventRevisions revisions;
    private final JsonMapper mapper;

    private NamingSerializer(StoredTypes types, EventRevisions revisions) {
        super(Jackson3Serializer.builder().revisionResolver(types));
        this.types = types;
        this.revisions = revisions;
        this.mapper = mapper();
    }

    /** @param more what is stored besides events and positions */
    public static NamingSerializer of(Collection<StoredType> more) {
        StoredTypes types = new StoredTypes(more);
        return of(types, EventRevisions.newest(types));
    }

    static NamingSerializer of(StoredTypes types, EventRevisions revisions) {
        return new NamingSerializer(types, revisions);
    }

    private static JsonMapper mapper() {
        SimpleModule axon = new SimpleModule("axon")
                .addDeserializer(MetaData.class, new MetaDataDeserializer())
                .setMixInAnnotation(ReplayToken.class, NamesInReplayToken.class)
                .setMixInAnnotation(MergedTrackingToken.class, NamesInMergedToken.class)
                .setMixInAnnotation(MultiSourceTrackingToken.class, NamesInMultiSourceToken.class);
        for (StoredType token : StoredTypes.TOKENS) {
            axon.registerSubtypes(new NamedType(token.storedClass(), token.name()));
        }
        return Json.MAPPER.rebuild().addModule(axon).build();
    }

    /** An event in the revision in which it is to be written. */
    @Override
    public <T> SerializedObject<T> serialize(@Nullable Object object, Class<T> representation) {
        if (object instanceof UserSleepEvent) {
            StoredType event = types.of(object.getClass());
            int revision = revisions.written(event);
            if (revision < event.revision()) {
                ObjectNode older = revisions.back(event, mapper.valueToTree(object), revision);
                return new SimpleSerializedObject<>(
                        getConverter().convert(mapper.writeValueAsBytes(older), representation),
                        representation,
                        event.name(),
                        Integer.toString(revision));
            }
        }
        return super.serialize(object, representation);
    }

    @Override
    protected ObjectWriter getWriter() {
        return mapper.writer();
    }

    @Override
    protected ObjectReader getReader(Class<?> type) {
        return mapper.readerFor(type);
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        return SerializedType.emptyType().equals(type) ? Void.class : types.named(type.getName());
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public SerializedType typeForClass(@Nullable Class type) {
        if (type == null || Void.TYPE.equals(type) || Void.class.equals(type)) {
            return SerializedType.emptyType();
        }
        StoredType stored = types.of(type);
        return new SimpleSerializedType(stored.name(), Integer.toString(stored.revision()));
    }

    // Axon's own annotations on positions within positions would write class names

    private abstract static class NamesInReplayToken {
        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@type")
        TrackingToken tokenAtReset;

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@type")
        TrackingToken currentToken;

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@type")
        Object context;
    }

    private abstract static class NamesInMergedToken {
        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@type")
        abstract TrackingToken lowerSegmentToken();

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@type")
        abstract TrackingToken upperSegmentToken();
    }

    private abstract static class NamesInMultiSourceToken {
        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@type")
        Object trackingTokens;
    }
}
