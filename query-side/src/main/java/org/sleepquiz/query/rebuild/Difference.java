package org.sleepquiz.query.rebuild;

/**
 * By how many rows a table of the next version differs from that in use, at the same position of the log.
 *
 * @param onlyInOld rows whose key is only in the table in use
 * @param onlyInNew rows whose key is only in the next version
 * @param different rows that both have, with other values
 */
record Difference(String table, long onlyInOld, long onlyInNew, long different) {

    boolean agrees() {
        return onlyInOld + onlyInNew + different == 0;
    }
}
