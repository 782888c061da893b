/** What the gateway tells Telegram about itself when it starts. */
@NullMarked
package org.sleepquiz.bot.announcing;

import org.jspecify.annotations.NullMarked;
