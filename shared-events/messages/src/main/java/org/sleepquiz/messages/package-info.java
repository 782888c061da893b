/**
 * The published language: commands, events and the values in them, with their one JSON form.
 * Records and sealed types that know their own rules; no framework, so that every side can speak it.
 */
@NullMarked
package org.sleepquiz.messages;

import org.jspecify.annotations.NullMarked;
