package org.sleepquiz.bot;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Writes down every round trip to the database that goes through an application's data source: statements and commits. A
 * begin travels with the first statement and is none.
 */
final class CountedSql implements BeanPostProcessor {

    private static final Set<String> ENDS = Set.of("commit", "rollback");

    private final List<String> roundTrips = new CopyOnWriteArrayList<>();

    /** The SQL of each, on one line, oldest first; {@code commit} and {@code rollback} as such. */
    List<String> roundTrips() {
        return List.copyOf(roundTrips);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource dataSource ? watched(DataSource.class, dataSource, null) : bean;
    }

    private <T> T watched(Class<T> type, T target, @Nullable String prepared) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                String sql = prepared == null && arguments != null ? (String) arguments[0] : prepared;
                roundTrips.add(String.valueOf(sql).strip().replaceAll("\\s+", " "));
            } else if (target instanceof Connection && ENDS.contains(method.getName())) {
                roundTrips.add(method.getName());
            }
            Object result;
            try {
                result = method.invoke(target, arguments);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
            if (result instanceof Connection connection) {
                return watched(Connection.class, connection, null);
            } else if (result instanceof PreparedStatement statement) {
                return watched(PreparedStatement.class, statement, arguments == null ? null : (String) arguments[0]);
            } else if (result instanceof Statement statement) {
                return watched(Statement.class, statement, null);
            }
            return result;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
