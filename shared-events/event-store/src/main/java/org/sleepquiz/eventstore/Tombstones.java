package org.sleepquiz.eventstore;

import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The last trace of people who were erased: the events that told everybody to forget them. */
public final class Tombstones {

    private final JdbcClient jdbc;

    Tombstones(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
    }

    /**
     * Takes the names off the tombstones that are older than that.
     *
     * @return how many there were
     */
    public int clearBefore(Instant instant) {
        return jdbc.sql("""
                        update event_store.domain_event_entry set payload_type = 'Erased', payload = '{}'
                        where payload_type = 'UserErased' and time_stamp < :before
                        """).param("before", instant.atOffset(ZoneOffset.UTC)).update();
    }
}
