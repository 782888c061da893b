package org.sleepquiz.query.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.TransactionSystemException;

class TroubleTest {

    @ParameterizedTest // #5
    @ValueSource(
            strings = {
                "08006", "08003", "25006", "25P02", "40001", "40P01", "53100", "53300", "55P03", "57P01", "57014",
                "58030", "XX000", "0A000", "42501"
            })
    void whatTheServerIsToBlameForIsNoFaultOfTheEvent(String state) {
        assertThat(Trouble.isOfTheEvent(wrapped(new SQLException("no", state)))).isFalse();
    }

    @ParameterizedTest // #5
    @ValueSource(strings = {"23503", "23505", "23514", "22001", "22P02", "42703", "P0001"})
    void whatTheDatabaseRefusesForItsContentIsTheEventsFault(String state) {
        assertThat(Trouble.isOfTheEvent(wrapped(new SQLException("no", state)))).isTrue();
    }

    /** As a batch of statements brings it: the server's word is the next exception of a cause. */
    private static Throwable wrapped(SQLException failure) {
        BatchUpdateException batch = new BatchUpdateException();
        batch.setNextException(failure);
        return new IllegalStateException(new DataIntegrityViolationException("refused", batch));
    }

    @Test // #5
    void whatCannotBeReachedIsNoFaultOfTheEvent() {
        assertThat(Trouble.isOfTheEvent(new UncheckedIOException(new IOException("gone"))))
                .isFalse();
        assertThat(Trouble.isOfTheEvent(new CannotGetJdbcConnectionException(
                        "exhausted", new SQLTransientConnectionException("no connection"))))
                .isFalse();
        assertThat(Trouble.isOfTheEvent(new CannotAcquireLockException("busy"))).isFalse();
        assertThat(Trouble.isOfTheEvent(new TransactionSystemException("no savepoint")))
                .isFalse();
        assertThat(Trouble.isOfTheEvent(new IllegalStateException(new InterruptedException())))
                .isFalse();
        assertThat(Trouble.isOfTheEvent(new IllegalStateException("a bug"))).isTrue();
    }

    @Test // #5
    void theMessageKeepsNoValue() {
        Trouble trouble = Trouble.of(new IllegalArgumentException(
                "not a choice: \"OVER_60\" of '7000000123', at 22:15 of 7000000123\nsecond line 7000000123"));
        assertThat(trouble.message()).isEqualTo("not a choice: \"…\" of \"…\", at #:# of #");
        assertThat(trouble.cause()).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(trouble.place()).startsWith("TroubleTest.theMessageKeepsNoValue:");
        assertThat(trouble.sqlState()).isNull();
    }

    @Test // #5
    void ofAViolatedConstraintTheNameIsKeptAndTheRowIsNot() {
        PSQLException refused = new PSQLException(new ServerErrorMessage(
                "SERROR\0C23514\0Mnew row for relation \"users\" violates check constraint \"users_language_check\"\0"
                        + "DFailing row contains (7000000123, sv).\0"));
        Trouble trouble = Trouble.of(new IllegalStateException(wrapped(refused)));
        assertThat(trouble.message())
                .isEqualTo("new row for relation \"users\" violates check constraint \"users_language_check\"");
        assertThat(trouble.sqlState()).isEqualTo("23514");
    }
}
