package org.sleepquiz.eventstore;

import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.EventBus;
import org.axonframework.eventhandling.EventBusSpanFactory;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.messaging.timeout.UnitOfWorkTimeoutInterceptor;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.axonframework.springboot.autoconfig.AxonAutoConfiguration;
import org.axonframework.springboot.autoconfig.JdbcAutoConfiguration;
import org.axonframework.springboot.autoconfig.NoOpTransactionAutoConfiguration;
import org.axonframework.springboot.autoconfig.TransactionAutoConfiguration;
import org.flywaydb.core.Flyway;
import org.sleepquiz.eventstore.EventStoreSettings.Engine;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Everything Axon needs to keep its events in PostgreSQL, said explicitly. Axon's own auto-configuration looks for Spring
 * Boot's data source where Boot 4 no longer has it, and then runs without transactions and says nothing.
 *
 * <p>Not conditional on a data source: an application without one fails to start instead of running without a log.
 */
@AutoConfiguration(
        after = {DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class},
        before = {
            FlywayAutoConfiguration.class,
            JdbcAutoConfiguration.class,
            TransactionAutoConfiguration.class,
            NoOpTransactionAutoConfiguration.class,
            AxonAutoConfiguration.class
        })
@EnableConfigurationProperties({EventStoreSettings.class, KeySettings.class})
public class EventStoreAutoConfiguration {

    static final Duration BATCH_LIMIT = Duration.ofMinutes(10);

    private static final Duration BATCH_WARNING = Duration.ofSeconds(10);

    @Bean
    Flyway eventStoreFlyway(DataSource dataSource) {
        return SchemaMigration.migrate(dataSource, "event_store", "classpath:db/event-store");
    }

    @Bean
    StoredTypes storedTypes(ObjectProvider<StoredType> more) {
        return new StoredTypes(more.orderedStream().toList());
    }

    @Bean
    EventRevisions eventRevisions(StoredTypes types, ObjectProvider<NextRevision> more, EventStoreSettings settings) {
        List<NextRevision> steps =
                Stream.concat(NextRevision.ALL.stream(), more.orderedStream()).toList();
        return new EventRevisions(types, steps, settings.writtenRevisions());
    }

    @Bean
    EventUpcaster olderRevisions(EventRevisions revisions) {
        return revisions.upcaster();
    }

    @Bean
    @Primary
    NamingSerializer serializer(StoredTypes types, EventRevisions revisions) {
        return NamingSerializer.of(types, revisions);
    }

    @Bean
    ConnectionProvider connectionProvider(DataSource dataSource) {
        return new UnitOfWorkAwareConnectionProviderWrapper(new SpringDataSourceConnectionProvider(dataSource));
    }

    @Bean
    TransactionManager axonTransactionManager(PlatformTransactionManager transactions) {
        return new SpringTransactionManager(transactions);
    }

    @Bean
    CommandTransactions commandTransactions(EventStoreSettings settings, TransactionManager transactions) {
        return new CommandTransactions(
                settings.eventEngine() == Engine.GROUP ? NoTransactionManager.INSTANCE : transactions);
    }

    @Bean
    PersistenceExceptionResolver persistenceExceptionResolver() {
        return new DuplicateKeyAwareResolver();
    }

    @Bean
    @DependsOnDatabaseInitialization
    PostgresEventStorageEngine eventStorageEngine(
            EventStoreSettings settings,
            StoredTypes types,
            Serializer defaultSerializer,
            @Qualifier("eventSerializer") Serializer eventSerializer,
            DataSource dataSource,
            EventPosition positions,
            PersonKeys keys,
            TransactionManager transactions,
            Configuration axon) {
        JdbcEventStorageEngine.Builder builder = JdbcEventStorageEngine.builder()
                .snapshotSerializer(defaultSerializer)
                .eventSerializer(eventSerializer)
                .upcasterChain(axon.upcasterChain())
                // Spring's transaction is all that it has to share
                .connectionProvider(new SpringDataSourceConnectionProvider(dataSource));
        return settings.eventEngine() == Engine.GROUP
                ? new GroupCommittingEngine(builder, transactions, types, dataSource, positions, keys)
                : PostgresEventStorageEngine.of(builder, transactions, types, positions, keys);
    }

    @Bean("eventBus")
    @Qualifier("eventStore") @ConditionalOnMissingBean(EventBus.class)
    EmbeddedEventStore eventStore(PostgresEventStorageEngine engine, EventStoreSettings settings, Configuration axon) {
        EmbeddedEventStore.Builder builder = EmbeddedEventStore.builder()
                .storageEngine(engine)
                .fetchDelay(settings.eventFetchDelay().toMillis())
                .timeUnit(TimeUnit.MILLISECONDS)
                .messageMonitor(axon.messageMonitor(EventStore.class, "eventStore"))
                .spanFactory(axon.getComponent(EventBusSpanFactory.class));
        return engine instanceof GroupCommittingEngine inGroups
                ? new GroupLoadingEventStore(builder, inGroups)
                : builder.build();
    }

    @Bean
    FollowedLog followedLog(EventStorageEngine engine, DataSource dataSource, EventStoreSettings settings) {
        return new FollowedLog(engine, dataSource, settings.eventFetchDelay());
    }

    @Bean
    @DependsOnDatabaseInitialization
    TokenStore tokenStore(ConnectionProvider connections, Serializer serializer, EventStoreSettings settings) {
        return new TokenClaims(
                JdbcTokenStore.builder()
                        .connectionProvider(connections)
                        .serializer(serializer)
                        .contentType(String.class)
                        .claimTimeout(settings.tokenClaimTimeout()),
                settings.tokenTable(),
                nodeId());
    }

    /** Unique even among applications in one JVM: two nodes of one name would take each other's claims for their own. */
    private static String nodeId() {
        return ManagementFactory.getRuntimeMXBean().getName() + "/"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Axon's default logs the failure, commits what the handler had written by then and moves on. */
    @Bean
    ConfigurerModule failuresStopTheBatch() {
        return configurer -> configurer
                .eventProcessing()
                .registerDefaultListenerInvocationErrorHandler(axon -> PropagatingErrorHandler.instance());
    }

    /** A batch that stands still is interrupted, rolled back and tried again. */
    @Bean
    ConfigurerModule batchesDoNotStandStill() {
        return configurer -> configurer
                .eventProcessing()
                .registerDefaultHandlerInterceptor((axon, processor) -> new UnitOfWorkTimeoutInterceptor(
                        "EventProcessor " + processor,
                        Math.toIntExact(BATCH_LIMIT.toMillis()),
                        Math.toIntExact(BATCH_WARNING.toMillis()),
                        Math.toIntExact(BATCH_WARNING.toMillis())));
    }

    @Bean
    @DependsOnDatabaseInitialization
    Tombstones tombstones(DataSource dataSource) {
        return new Tombstones(dataSource);
    }

    @Bean
    @DependsOnDatabaseInitialization
    EventPosition eventPosition(DataSource dataSource) {
        return new EventPosition(dataSource);
    }

    @Bean
    @DependsOnDatabaseInitialization
    MasterKeys masterKeys(KeySettings settings, DataSource dataSource) {
        return MasterKeys.open(settings, dataSource);
    }

    @Bean
    PersonKeys personKeys(DataSource dataSource, MasterKeys masterKeys) {
        return new PersonKeys(dataSource, masterKeys);
    }

    @Bean
    KeyRotation keyRotation(DataSource dataSource, MasterKeys masterKeys) {
        return new KeyRotation(dataSource, masterKeys);
    }

    @Bean
    EventsInTheClear eventsInTheClear(DataSource dataSource, PersonKeys keys) {
        return new EventsInTheClear(dataSource, keys);
    }

    @Bean
    @DependsOnDatabaseInitialization
    KeyCare keyCare(
            KeySettings settings, DataSource dataSource, KeyRotation rotation, EventsInTheClear eventsInTheClear)
            throws SQLException {
        return KeyCare.begin(settings.careInterval(), Rights.mayWriteLog(dataSource), rotation, eventsInTheClear);
    }
}
