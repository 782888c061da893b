package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class DuplicateKeyAwareResolverTest {

    private final DuplicateKeyAwareResolver resolver = new DuplicateKeyAwareResolver();

    @Test // #2
    void aLostRaceIsKnownWhereTheDriverHidesIt() {
        SQLException lostRace = new SQLException("duplicate key value", "23505");
        BatchUpdateException batch = new BatchUpdateException("batch entry 0 was aborted", new int[0]);
        batch.setNextException(lostRace);

        assertThat(resolver.isDuplicateKeyViolation(lostRace)).isTrue();
        assertThat(resolver.isDuplicateKeyViolation(batch)).isTrue();
        assertThat(resolver.isDuplicateKeyViolation(new IllegalStateException(new IllegalStateException(batch))))
                .isTrue();
    }

    @Test // #2
    void otherFailuresAreNotLostRaces() {
        SQLException foreignKey = new SQLException("violates foreign key constraint", "23503");
        foreignKey.setNextException(new SQLException("current transaction is aborted", "25P02"));

        assertThat(resolver.isDuplicateKeyViolation(foreignKey)).isFalse();
        assertThat(resolver.isDuplicateKeyViolation(new SQLException("no state")))
                .isFalse();
        assertThat(resolver.isDuplicateKeyViolation(new IllegalStateException()))
                .isFalse();
    }

    @Test // #2
    void causesThatGoInACircleComeToAnEnd() {
        Exception first = new Exception();
        Exception second = new Exception(first);
        first.initCause(second);

        assertThat(resolver.isDuplicateKeyViolation(first)).isFalse();
    }
}
