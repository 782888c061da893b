package org.sleepquiz.standalone;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sleepquiz.embedded.EmbeddedPostgresServer;

/** The database of an embedded server and its owner: the sides never work as the server's superuser. */
final class PostgresRoles {

    static final String DATABASE = "sleepquiz";
    static final String OWNER = "sleepquiz";

    private PostgresRoles() {}

    /** Creates owner and database if need be. The owner may make roles: the read model makes the analysts'. */
    static void prepare(EmbeddedPostgresServer server, String ownersPassword) {
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            String password = statement.enquoteLiteral(ownersPassword);
            if (!exists(statement, "select from pg_roles where rolname = 'sleepquiz'")) {
                statement.execute("create role sleepquiz login createrole password " + password);
            }
            server.ensureDatabase(DATABASE);
            statement.execute("alter database sleepquiz owner to sleepquiz");
            statement.execute("revoke connect, temporary on database sleepquiz from public");
        } catch (SQLException failed) {
            throw new StartFailure("Cannot prepare the database: " + failed.getMessage(), failed);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next();
        }
    }
}
