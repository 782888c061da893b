/**
 * What somebody may try on the command-side: to come in without a right to, to send it anything at all.
 * What is tried on every side alike is in {@code org.sleepquiz.testsupport.security}.
 */
@NullMarked
package org.sleepquiz.command.security;

import org.jspecify.annotations.NullMarked;
