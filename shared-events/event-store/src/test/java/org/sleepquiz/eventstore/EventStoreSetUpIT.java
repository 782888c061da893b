package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.EventProcessingModule;
import org.axonframework.eventhandling.EventBus;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.ListenerInvocationErrorHandler;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.axonframework.springboot.TimeoutProperties;
import org.axonframework.updates.UpdateChecker;
import org.axonframework.updates.configuration.UsagePropertyProvider;
import org.axonframework.updates.detection.TestEnvironmentDetector;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.sleepquiz.eventstore.EventStoreSettings.Engine;
import org.sleepquiz.testsupport.TestDatabase;
import org.sleepquiz.testsupport.TestPostgres;

class EventStoreSetUpIT {

    @Test // #2
    void axonRunsInSpringsTransactionsOnOurStoreWithOurSerializer() {
        try (Store store = Store.open(TestPostgres.freshDatabase())) {
            assertThat(store.context().getBeansOfType(TransactionManager.class).values())
                    .singleElement()
                    .isExactlyInstanceOf(SpringTransactionManager.class);
            assertThat(store.context().getBeansOfType(EventBus.class).values())
                    .singleElement()
                    .isInstanceOf(EmbeddedEventStore.class);
            assertThat(store.context().getBeansOfType(Serializer.class).values())
                    .isNotEmpty()
                    .allSatisfy(serializer -> assertThat(serializer).isExactlyInstanceOf(NamingSerializer.class));
        }
    }

    @Test // #2
    void aFailedHandlerStopsItsBatch() {
        try (Store store = Store.open(TestPostgres.freshDatabase())) {
            EventProcessingModule processing = store.bean(EventProcessingModule.class);
            ListenerInvocationErrorHandler handler = processing.listenerInvocationErrorHandler("any");
            assertThat(handler).isInstanceOf(PropagatingErrorHandler.class);
        }
    }

    @Test // #3
    void axonTimesNoMessage() {
        try (Store store = Store.open(TestPostgres.freshDatabase())) {
            assertThat(store.context().getBeansOfType(TimeoutProperties.class)).isEmpty();
        }
    }

    @Test // #2
    void nothingIsSentToAxonsVendor() {
        // outside tests, Axon's detection of tests must not be what keeps it off
        System.setProperty(TestEnvironmentDetector.AXONIQ_USAGE_FORCE_TEST_ENVIRONMENT, "true");
        try (Store store = Store.open(TestPostgres.freshDatabase(), "axon.update-check.url=http://127.0.0.1:9/")) {
            assertThat(store.context().getBeansOfType(UpdateChecker.class))
                    .as("detection of tests")
                    .hasSize(1);
            assertThat(store.context()
                            .getBeansOfType(UsagePropertyProvider.class)
                            .values())
                    .isNotEmpty()
                    .allSatisfy(provider -> assertThat(provider.getDisabled()).isTrue());
        } finally {
            System.clearProperty(TestEnvironmentDetector.AXONIQ_USAGE_FORCE_TEST_ENVIRONMENT);
        }
    }

    @Test // #2
    void xstreamIsNowhere() {
        assertThatThrownBy(() -> Class.forName("com.thoughtworks.xstream.XStream"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test // #2, regression 28
    void fortyNodesThatStartTogetherFindOneIdentifier() throws Exception {
        try (Store store = Store.open(TestPostgres.freshDatabase())) {
            TokenStore tokens = store.bean(TokenStore.class);

            List<String> identifiers =
                    together(40, () -> tokens.retrieveStorageIdentifier().orElseThrow());

            assertThat(identifiers).hasSize(40);
            assertThat(identifiers.stream().distinct()).hasSize(1);
        }
    }

    @Test // #2
    void twoSegmentsAreClaimedByTwoNodesAndNotTwice() {
        TestDatabase database = TestPostgres.freshDatabase();
        try (Store one = Store.open(database);
                Store other = Store.open(database)) {
            TokenStore mine = one.bean(TokenStore.class);
            TokenStore theirs = other.bean(TokenStore.class);
            mine.initializeTokenSegments("publisher", 2);
            mine.fetchToken("publisher", 0);
            theirs.fetchToken("publisher", 1);

            assertThatCode(() -> mine.extendClaim("publisher", 0)).doesNotThrowAnyException();
            assertThatThrownBy(() -> theirs.fetchToken("publisher", 0)).hasMessageContaining("Unable to claim token");
        }
    }

    @Test // #5
    void aClaimThatIsDatedFurtherAheadThanItCanBeIsTakenOverAtOnceAndNothingIsDoubled() {
        TestDatabase database = TestPostgres.freshDatabase();
        try (Store one = Store.open(database);
                Store other = Store.open(database)) {
            TokenStore ahead = one.bean(TokenStore.class);
            TokenStore right = other.bean(TokenStore.class);
            ahead.initializeTokenSegments("publisher", 1, new GlobalSequenceTrackingToken(1));
            ahead.fetchToken("publisher", 0);
            isDated(other, Duration.ofSeconds(15));
            assertThat(right.fetchAvailableSegments("publisher"))
                    .as("clocks may differ")
                    .isEmpty();
            assertThatThrownBy(() -> right.fetchToken("publisher", 0)).hasMessageContaining("Unable to claim token");

            isDated(other, Duration.ofHours(26));
            assertThat(right.fetchAvailableSegments("publisher")).hasSize(1);
            assertThat(right.fetchToken("publisher", 0)).isEqualTo(new GlobalSequenceTrackingToken(1));
            right.storeToken(new GlobalSequenceTrackingToken(2), "publisher", 0);

            // it was not dead: it has done the same, and wants to hold on to it and to store how far it has come
            for (Duration time : List.of(Duration.ZERO, Duration.ofHours(26), Duration.ofHours(-26))) {
                isDated(other, time);
                assertIsLostTo(ahead);
            }
            right.releaseClaim("publisher", 0);
            assertIsLostTo(ahead);
            assertThat(ahead.fetchToken("publisher", 0)).isEqualTo(new GlobalSequenceTrackingToken(2));
        }
    }

    private static void assertIsLostTo(TokenStore node) {
        assertThatThrownBy(() -> node.extendClaim("publisher", 0)).isInstanceOf(UnableToClaimTokenException.class);
        assertThatThrownBy(() -> node.storeToken(new GlobalSequenceTrackingToken(9), "publisher", 0))
                .isInstanceOf(UnableToClaimTokenException.class);
    }

    private static void isDated(Store store, Duration ahead) {
        store.jdbc()
                .sql("update event_store.token_entry set time_stamp = :time where processor_name = 'publisher'")
                .param("time", DateTimeUtils.formatInstant(Instant.now().plus(ahead)))
                .update();
    }

    @Test // #2
    void nodesThatStartTogetherOnAnEmptyDatabaseMakeOneSchema() throws Exception {
        TestDatabase database = TestPostgres.freshDatabase();
        try (HikariDataSource pool = database.pool(40)) {
            List<Flyway> flyways =
                    together(8, () -> SchemaMigration.migrate(pool, "event_store", "classpath:db/event-store"));
            assertThat(flyways)
                    .allSatisfy(flyway -> assertThat(flyway.info().applied())
                            .isNotEmpty()
                            .hasSameSizeAs(flyway.info().all()));
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select count(*) from event_store.token_entry")) {
                row.next();
                assertThat(row.getInt(1)).isOne();
            }
        }
    }

    @Test // #2
    void theTokenTableAndTheTimesAreChecked() {
        assertThatThrownBy(() -> new KeySettings(null, null, false, Duration.ZERO))
                .hasMessageContaining("sleepquiz.keys.care-interval");
        assertThatThrownBy(() -> new KeySettings(null, null, true, Duration.ofMinutes(1)))
                .hasMessageContaining("sleepquiz.keys.create");
        assertThatThrownBy(() -> TokenTable.schema("token_entry; drop table night"))
                .hasMessageContaining("sleepquiz.token-table");
        assertThatThrownBy(() -> new EventStoreSettings(
                        Engine.GROUP, "a.b", Duration.ofSeconds(10), Map.of(), Duration.ofMillis(1)))
                .hasMessageContaining("sleepquiz.token-claim-timeout");
        assertThatThrownBy(() ->
                        new EventStoreSettings(Engine.GROUP, "a.b", Duration.ofSeconds(20), Map.of(), Duration.ZERO))
                .hasMessageContaining("sleepquiz.event-fetch-delay");
    }

    private static <T> List<T> together(int count, Callable<T> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<T>> running = IntStream.range(0, count)
                    .mapToObj(number -> threads.submit(() -> {
                        start.await();
                        return work.call();
                    }))
                    .toList();
            Stream.Builder<T> results = Stream.builder();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results.build().toList();
        } finally {
            threads.shutdownNow();
        }
    }
}
