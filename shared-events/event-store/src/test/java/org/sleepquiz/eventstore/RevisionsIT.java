package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sleepquiz.eventstore.EventExamples.USER;
import static org.sleepquiz.eventstore.EventExamples.registered;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.sleepquiz.eventstore.EventStoreSettings.Engine;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable.Reason;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Nodes of two versions on one log, with either engine. */
@ParameterizedClass
@EnumSource(Engine.class)
class RevisionsIT {

    private static final UserSleepEvent REGISTERED = registered(USER);
    private static final UserSleepEvent BLOCKED = unreachable(Reason.BLOCKED);
    private static final UserSleepEvent NOT_ASKED = unreachable(Reason.UNKNOWN);

    /** The event of both revisions says the same: all there is to it is the number. */
    private static final ApplicationContextInitializer<ConfigurableApplicationContext> AHEAD = context -> {
        context.getBeanFactory()
                .registerSingleton("third", new StoredType("UserUnreachable", 3, UserUnreachable.class));
        context.getBeanFactory()
                .registerSingleton("toThird", NextRevision.of("UserUnreachable", 2, json -> json, json -> json));
    };

    @Parameter
    private Engine engine;

    private TestDatabase database;

    @BeforeEach
    void database() {
        database = TestPostgres.freshDatabase();
    }

    private static UserSleepEvent unreachable(Reason reason) {
        return new UserUnreachable(USER, REGISTERED.occurredAt(), reason);
    }

    private Store ahead(String... more) {
        return Store.open(database, AHEAD, arguments(more));
    }

    private Store today(String... more) {
        return Store.open(database, arguments(more));
    }

    private String[] arguments(String... more) {
        return Stream.concat(Stream.of("sleepquiz.event-engine=" + engine), Stream.of(more))
                .toArray(String[]::new);
    }

    @Test // #5
    void anEventThatWasSealedInItsFirstRevisionIsReadInItsSecondByWhoeverReads() {
        try (Store before = today("sleepquiz.written-revisions.UserUnreachable=1")) {
            before.events().publish(Store.messages(List.of(REGISTERED, BLOCKED)));
            assertThat(revisions(before)).containsExactly("UserRegistered 1", "UserUnreachable 1");
            assertThat(stream(before)).containsExactly(REGISTERED, NOT_ASKED);
        }
        try (Store after = today()) {
            assertThat(stream(after)).containsExactly(REGISTERED, NOT_ASKED);
            assertThat(log(after)).containsExactly(REGISTERED, NOT_ASKED);
            after.events().publish(Store.message(2, BLOCKED));
            assertThat(revisions(after)).containsExactly("UserRegistered 1", "UserUnreachable 1", "UserUnreachable 2");
            assertThat(stream(after)).containsExactly(REGISTERED, NOT_ASKED, BLOCKED);
        }
    }

    @Test // #5
    void nodesOfTheNextVersionMayWriteWhatThoseOfThisOneRead() {
        try (Store ahead = ahead("sleepquiz.written-revisions.userunreachable=2");
                Store today = today()) {
            ahead.events().publish(Store.messages(List.of(REGISTERED, BLOCKED)));
            assertThat(stream(today)).containsExactly(REGISTERED, BLOCKED);
            today.events().publish(Store.message(2, BLOCKED));
            assertThat(stream(ahead)).containsExactly(REGISTERED, BLOCKED, BLOCKED);
            assertThat(log(today)).isEqualTo(log(ahead));
        }
    }

    @Test // #5
    void whoMeetsARevisionThatIsNewerThanTheirVersionReadsAsFarAsItAndWaits() {
        try (Store ahead = ahead();
                Store today = today()) {
            today.events().publish(Store.message(0, registered("1")));
            ahead.events().publish(Store.messages(List.of(REGISTERED, BLOCKED)));
            today.events().publish(Store.message(1, registered("1")));

            List<Object> seen = new ArrayList<>();
            assertThatThrownBy(() -> today.bean(EventStorageEngine.class)
                            .readEvents(null, false)
                            .forEach(event -> seen.add(event.getPayload())))
                    .isInstanceOf(NewerRevision.class)
                    .hasMessage("A newer version has written a UserUnreachable of revision 3 at position 3 of the log, "
                            + "event 1 of its stream; this one knows revision 2 at most");
            assertThat(seen).as("what comes before it, and nothing after").containsExactly(registered("1"), REGISTERED);
            assertThatThrownBy(() -> stream(today))
                    .isInstanceOf(NewerRevision.class)
                    .hasMessageNotContaining(USER);
            assertThat(today.events().readEvents("1").asStream()).as("others").hasSize(2);
            assertThat(log(ahead)).hasSize(4);
        }
    }

    private static List<String> revisions(Store store) {
        return store.jdbc()
                .sql("select payload_type || ' ' || payload_revision from event_store.domain_event_entry "
                        + "order by global_index")
                .query(String.class)
                .list();
    }

    private static List<Object> stream(Store store) {
        return store.events()
                .readEvents(USER)
                .asStream()
                .<Object>map(DomainEventMessage::getPayload)
                .toList();
    }

    private static List<Object> log(Store store) {
        return store.bean(EventStorageEngine.class)
                .readEvents(null, false)
                .<Object>map(event -> event.getPayload())
                .toList();
    }
}
