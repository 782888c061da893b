package org.sleepquiz.query.rebuild;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.SimpleEventHandlerInvoker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.flywaydb.core.Flyway;
import org.sleepquiz.eventstore.ByPerson;
import org.sleepquiz.eventstore.EventPosition;
import org.sleepquiz.eventstore.SchemaMigration;
import org.sleepquiz.query.diary.Diary;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Sets up how versions of the read model are made. */
@Configuration
class Rebuilding {

    @Bean
    Flyway rebuildFlyway(DataSource dataSource) {
        return SchemaMigration.migrate(dataSource, "rebuild", "classpath:db/rebuild");
    }

    @Bean
    Builds builds(JdbcClient jdbc, Clock clock) {
        return new Builds(jdbc, clock);
    }

    @Bean
    OldVersions oldVersions(
            JdbcClient jdbc,
            JdbcOperations statements,
            PlatformTransactionManager transactions,
            Builds builds,
            RebuildSettings settings,
            Clock clock) {
        return new OldVersions(jdbc, statements, new TransactionTemplate(transactions), builds, settings, clock);
    }

    @Bean
    Builder builder(
            DataSource dataSource,
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            Builds builds,
            OldVersions oldVersions,
            EventStorageEngine engine,
            EventPosition positions,
            Serializer serializer,
            org.axonframework.config.Configuration axon,
            ApplicationContext context,
            RebuildSettings settings) {
        TransactionTemplate transactions = new TransactionTemplate(transactionManager);
        NextVersion next = new NextVersion(
                dataSource, jdbc, transactions, builds, engine, positions, serializer, projectors(context, axon));
        return new Builder(
                dataSource,
                builds,
                next,
                new Comparison(dataSource),
                new Switching(jdbc, transactions, builds, next),
                oldVersions,
                settings);
    }

    /** Those of the diary in their order, each person's events in one segment, as the diary's processor has them. */
    private static EventHandlerInvoker projectors(
            ApplicationContext context, org.axonframework.config.Configuration axon) {
        List<Object> projectors =
                new ArrayList<>(context.getBeansWithAnnotation(ProcessingGroup.class).values().stream()
                        .filter(bean -> bean.getClass()
                                .getAnnotation(ProcessingGroup.class)
                                .value()
                                .equals(Diary.GROUP))
                        // it has nothing to do with the next version
                        .filter(bean -> !(bean instanceof OldVersions))
                        .toList());
        AnnotationAwareOrderComparator.sort(projectors);
        return SimpleEventHandlerInvoker.builder()
                .eventHandlers(projectors)
                .parameterResolverFactory(axon.parameterResolverFactory())
                .handlerDefinition(axon.handlerDefinition(Rebuilding.class))
                .sequencingPolicy(new ByPerson())
                .listenerInvocationErrorHandler(PropagatingErrorHandler.instance())
                .build();
    }
}
