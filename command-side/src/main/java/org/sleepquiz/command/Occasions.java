package org.sleepquiz.command;

import org.sleepquiz.command.quiz.Occasion;

/** Where the aggregate gets the occasion of a command from: clock, rules and identifiers. */
@FunctionalInterface
interface Occasions {

    Occasion now();
}
