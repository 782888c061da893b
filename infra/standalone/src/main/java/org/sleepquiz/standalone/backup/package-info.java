/**
 * A system's database in one file, and back: as it was at one moment, checked before it is believed, restored whole or not at all.
 */
@NullMarked
package org.sleepquiz.standalone.backup;

import org.jspecify.annotations.NullMarked;
