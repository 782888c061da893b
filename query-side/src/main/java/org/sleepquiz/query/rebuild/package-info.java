/**
 * Makes the read model again beside the one in use, by the same projectors from the same log, compares the two and puts the
 * new one in its place, while queries and projections go on.
 */
@NullMarked
package org.sleepquiz.query.rebuild;

import org.jspecify.annotations.NullMarked;
