package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sleepquiz.eventstore.EventExamples.USER;
import static org.sleepquiz.eventstore.EventExamples.registered;

import java.time.LocalDate;
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
import org.sleepquiz.messages.UserSleepEvent.PromptSnoozed;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Nodes of two versions on one log, with either engine. */
@ParameterizedClass
@EnumSource(Engine.class)
class RevisionsIT {

    private static final UserSleepEvent REGISTERED = registered(USER);
    private static final UserSleepEvent SNOOZED = new PromptSnoozed(
            USER,
            REGISTERED.occurredAt(),
            LocalDate.of(2026, 11, 24),
            REGISTERED.occurredAt().plusSeconds(1_800));

    @Parameter
    private Engine engine;

    private TestDatabase database;

    @BeforeEach
    void database() {
        database = TestPostgres.freshDatabase();
    }

    private Store ahead(String... more) {
        return Store.open(
                database,
                RevisionExamples.AHEAD,
                Stream.concat(Stream.of("sleepquiz.event-engine=" + engine), Stream.of(more))
                        .toArray(String[]::new));
    }

    private Store today() {
        return Store.open(database, "sleepquiz.event-engine=" + engine);
    }

    @Test // #5
    void anEventThatWasSealedInItsFirstRevisionIsReadInItsSecondByWhoeverReads() {
        try (Store before = ahead("sleepquiz.written-revisions.PromptSnoozed=1")) {
            before.events().publish(Store.messages(List.of(REGISTERED, SNOOZED)));
            assertThat(revisions(before)).containsExactly("UserRegistered 1", "PromptSnoozed 1");
            assertThat(stream(before)).containsExactly(REGISTERED, SNOOZED);
        }
        try (Store after = ahead()) {
            assertThat(stream(after)).containsExactly(REGISTERED, SNOOZED);
            assertThat(log(after)).containsExactly(REGISTERED, SNOOZED);
            after.events().publish(Store.message(2, SNOOZED));
            assertThat(revisions(after)).containsExactly("UserRegistered 1", "PromptSnoozed 1", "PromptSnoozed 2");
            assertThat(stream(after)).containsExactly(REGISTERED, SNOOZED, SNOOZED);
        }
    }

    @Test // #5
    void nodesOfTheNextVersionMayWriteWhatThoseOfThisOneRead() {
        NextRevision inNumberOnly = NextRevision.of("PromptSnoozed", 1, json -> json, json -> json);
        ApplicationContextInitializer<ConfigurableApplicationContext> next = context -> {
            context.getBeanFactory().registerSingleton("snoozed", RevisionExamples.SNOOZED);
            context.getBeanFactory().registerSingleton("inNumberOnly", inNumberOnly);
        };
        try (Store ahead = Store.open(
                        database,
                        next,
                        "sleepquiz.event-engine=" + engine,
                        "sleepquiz.written-revisions.promptsnoozed=1");
                Store today = today()) {
            ahead.events().publish(Store.messages(List.of(REGISTERED, SNOOZED)));
            assertThat(stream(today)).containsExactly(REGISTERED, SNOOZED);
            today.events().publish(Store.message(2, SNOOZED));
            assertThat(stream(ahead)).containsExactly(REGISTERED, SNOOZED, SNOOZED);
            assertThat(log(today)).isEqualTo(log(ahead));
        }
    }

    @Test // #5
    void whoMeetsARevisionThatIsNewerThanTheirVersionReadsAsFarAsItAndWaits() {
        try (Store ahead = ahead();
                Store today = today()) {
            today.events().publish(Store.message(0, registered("1")));
            ahead.events().publish(Store.messages(List.of(REGISTERED, SNOOZED)));
            today.events().publish(Store.message(1, registered("1")));

            List<Object> seen = new ArrayList<>();
            assertThatThrownBy(() -> today.bean(EventStorageEngine.class)
                            .readEvents(null, false)
                            .forEach(event -> seen.add(event.getPayload())))
                    .isInstanceOf(NewerRevision.class)
                    .hasMessage("A newer version has written a PromptSnoozed of revision 2 at position 3 of the log, "
                            + "event 1 of its stream; this one knows revision 1 at most");
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
