/**
 * Telegram on this machine: a Bot API server a bot cannot tell from the real one, scripted people, and a web chat.
 * What it must not forget is a key/value journal, appended and replayed: the simplest thing that survives kill -9.
 */
@NullMarked
package org.sleepquiz.localtelegram;

import org.jspecify.annotations.NullMarked;
