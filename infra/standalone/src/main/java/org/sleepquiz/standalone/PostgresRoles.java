package org.sleepquiz.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.sleepquiz.embedded.EmbeddedPostgresServer;

/**
 * The database of an embedded server, its owner, and a role for each side ({@code roles.sql}): the sides never work as the server's
 * superuser, and none of them can do what is another's. The owner is for people, who may do all of it.
 */
final class PostgresRoles {

    static final String DATABASE = "sleepquiz";
    static final String OWNER = "sleepquiz";
    static final String COMMAND_SIDE = "sleepquiz_command";
    static final String QUERY_SIDE = "sleepquiz_query";
    static final String BOT_GATEWAY = "sleepquiz_bot";
    static final String ANALYST = "analyst";

    private PostgresRoles() {}

    /**
     * Creates roles and database if need be.
     *
     * @param passwords by the name of a role
     */
    static void prepare(EmbeddedPostgresServer server, UnaryOperator<String> passwords) {
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "select from pg_roles where rolname = 'sleepquiz'")) {
                statement.execute("create role sleepquiz login createrole password "
                        + statement.enquoteLiteral(passwords.apply(OWNER)));
            }
            server.ensureDatabase(DATABASE);
            statement.execute("alter database sleepquiz owner to sleepquiz");
        } catch (SQLException failed) {
            throw new StartFailure("Cannot prepare the database: " + failed.getMessage(), failed);
        }
        try (Connection connection = server.dataSource(DATABASE).getConnection()) {
            make(connection, passwords);
            try (Statement statement = connection.createStatement()) {
                statement.execute("grant sleepquiz_command, sleepquiz_query, sleepquiz_bot to sleepquiz");
            }
        } catch (SQLException failed) {
            throw new StartFailure("Cannot prepare the roles of the database: " + failed.getMessage(), failed);
        }
    }

    /** What an administrator does with {@code roles.sql}. */
    static void make(Connection connection, UnaryOperator<String> passwords) throws SQLException {
        try (PreparedStatement setting = connection.prepareStatement("select set_config(?, ?, false)");
                Statement script = connection.createStatement()) {
            for (String role : List.of(COMMAND_SIDE, QUERY_SIDE, BOT_GATEWAY, ANALYST)) {
                setting.setString(1, "sleepquiz." + role.replace("sleepquiz_", "") + "_password");
                setting.setString(2, passwords.apply(role));
                setting.execute();
            }
            script.execute(script());
        }
    }

    private static String script() {
        try (InputStream in = PostgresRoles.class.getResourceAsStream("/roles.sql")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next();
        }
    }
}
