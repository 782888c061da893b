package org.sleepquiz.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class ServersUnderTestIT {

    @Test // #2
    void everyTestGetsAnEmptyDatabaseOfItsOwn() throws SQLException {
        TestDatabase first = TestPostgres.freshDatabase();
        TestDatabase second = TestPostgres.freshDatabase();
        execute(first, "create table night ()");

        assertThat(second.jdbcUrl()).isNotEqualTo(first.jdbcUrl());
        assertThat(tables(first)).isOne();
        assertThat(tables(second)).isZero();
        try (HikariDataSource pool = second.pool(2);
                Connection connection = pool.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test // #2
    void anOwnPostgresComesBackOnTheSamePortWithItsData() throws SQLException {
        try (TestPostgres postgres = TestPostgres.ownServer()) {
            TestDatabase database = postgres.newDatabase();
            execute(database, "create table night ()");

            postgres.stop();
            assertThatThrownBy(() -> tables(database)).isInstanceOf(SQLException.class);

            postgres.start();
            assertThat(tables(database)).isOne();
        }
    }

    @Test // #2
    void anOwnKafkaComesBackOnTheSamePortWithItsData() throws Exception {
        try (TestKafka kafka = TestKafka.ownBroker()) {
            String bootstrapServers = kafka.bootstrapServers();
            try (Admin admin = admin(kafka)) {
                admin.createTopics(List.of(new NewTopic("nights", Optional.empty(), Optional.empty())))
                        .all()
                        .get();
            }
            kafka.stop();
            kafka.start();

            assertThat(kafka.bootstrapServers()).isEqualTo(bootstrapServers);
            try (Admin admin = admin(kafka)) {
                assertThat(admin.listTopics().names().get()).contains("nights");
            }
        }
    }

    @Test // #2
    void nobodyStopsTheSharedKafka() {
        TestKafka kafka = TestKafka.shared();
        assertThat(kafka).isSameAs(TestKafka.shared());
        assertThatThrownBy(kafka::stop).isInstanceOf(IllegalStateException.class);
    }

    private static Admin admin(TestKafka kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private static int tables(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_tables where schemaname = 'public'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
