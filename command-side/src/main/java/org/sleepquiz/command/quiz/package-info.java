/**
 * The rules of the diary: what a quiz accepts, which night it is about, what is refused and why.
 * Plain Java without framework, clock or store: everything a decision needs is handed in.
 */
@NullMarked
package org.sleepquiz.command.quiz;

import org.jspecify.annotations.NullMarked;
