/**
 * Brings over the predecessor's diaries: reads its PostgreSQL, says every night to a running command-side as a command, and
 * tells what could not be taken. Behind {@code ./sleepquiz import-legacy}.
 */
@NullMarked
package org.sleepquiz.legacyimport;

import org.jspecify.annotations.NullMarked;
