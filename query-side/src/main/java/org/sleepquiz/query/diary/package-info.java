/**
 * How the log is followed: one processing group for all tables that a foreign key ties together, its place among
 * other nodes, what happens when it fails, and how far it is behind.
 */
@NullMarked
package org.sleepquiz.query.diary;

import org.jspecify.annotations.NullMarked;
