/**
 * Commands over HTTP: reads what a client says, hands it on, and tells what was decided.
 * Everything from outside is checked here; what is refused has touched nothing.
 */
@NullMarked
package org.sleepquiz.command.http;

import org.jspecify.annotations.NullMarked;
