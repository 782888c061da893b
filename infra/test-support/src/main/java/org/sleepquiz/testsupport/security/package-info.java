/**
 * What is tried on the HTTP API of every side alike: whom each endpoint lets in, which tokens it believes, what it says to nonsense.
 * Endpoints are found by asking the running side, so that none can be forgotten.
 */
@NullMarked
package org.sleepquiz.testsupport.security;

import org.jspecify.annotations.NullMarked;
