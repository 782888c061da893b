package org.sleepquiz.eventstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.TemporalAmount;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.common.jdbc.JdbcException;
import org.axonframework.common.jdbc.JdbcUtils;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.AbstractTokenEntry;
import org.axonframework.eventhandling.tokenstore.GenericTokenEntry;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.serialization.SerializedObject;
import org.jspecify.annotations.Nullable;

/**
 * Axon's claims, made good where clocks differ.
 *
 * <p>A claim that is dated further ahead than the time after which it ends was made by a clock that was wrong, and has ended. Else
 * everybody would wait until their own clocks have passed it, long after its node has died.
 *
 * <p>A node whose clock is far behind may so take a segment from one that lives and is right. That costs a batch and doubles nothing: only
 * whom the row names as the owner extends the claim and stores a position, whatever the clocks say. Axon's store would let a node that
 * has lost its claim take it back in passing, if it looks as if it had ended or was let go, and go on from where that node stood.
 */
final class TokenClaims extends JdbcTokenStore {

    private final String table;
    private final String nodeId;

    TokenClaims(Builder builder, String table, String nodeId) {
        super(builder.schema(TokenTable.schema(table)).nodeId(nodeId));
        this.table = table;
        this.nodeId = nodeId;
    }

    @Override
    public void extendClaim(String processor, int segment) {
        Connection connection = getConnection();
        try (PreparedStatement extension = connection.prepareStatement(
                "update %s set time_stamp = ? where processor_name = ? and segment = ? and owner = ?"
                        .formatted(table))) {
            extension.setString(1, DateTimeUtils.formatInstant(AbstractTokenEntry.clock.instant()));
            extension.setString(2, processor);
            extension.setInt(3, segment);
            extension.setString(4, nodeId);
            if (extension.executeUpdate() == 0) {
                throw lost(processor, segment);
            }
        } catch (SQLException failed) {
            throw new JdbcException("the claim of %s[%d] could not be extended".formatted(processor, segment), failed);
        } finally {
            JdbcUtils.closeQuietly(connection);
        }
    }

    /** Axon asks for this when the row that is to be updated is not this node's. */
    @Override
    protected void updateToken(
            Connection connection, ResultSet row, TrackingToken token, String processor, int segment) {
        throw lost(processor, segment);
    }

    private static UnableToClaimTokenException lost(String processor, int segment) {
        return new UnableToClaimTokenException(
                "%s[%d] is not claimed by this node any more".formatted(processor, segment));
    }

    @Override
    protected AbstractTokenEntry<?> readTokenEntry(ResultSet row) throws SQLException {
        return new Entry(super.readTokenEntry(row));
    }

    private static final class Entry extends GenericTokenEntry<String> {

        Entry(AbstractTokenEntry<?> read) {
            super(
                    data(read.getSerializedToken()),
                    read.getTokenType() == null ? null : read.getTokenType().getName(),
                    read.timestampAsString(),
                    read.getOwner(),
                    read.getProcessorName(),
                    read.getSegment(),
                    String.class);
        }

        private static @Nullable String data(@Nullable SerializedObject<?> token) {
            return token == null ? null : (String) token.getData();
        }

        @Override
        public boolean mayClaim(String owner, TemporalAmount claimTimeout) {
            return super.mayClaim(owner, claimTimeout)
                    || timestamp().isAfter(clock.instant().plus(claimTimeout));
        }
    }
}
