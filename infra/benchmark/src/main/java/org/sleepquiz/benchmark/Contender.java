package org.sleepquiz.benchmark;

import java.time.Duration;

/** Something that can be measured for a while, again and again. */
interface Contender {

    String name();

    Round run(Duration length);

    static Contender of(String name, java.util.function.Function<Duration, Round> rounds) {
        return new Contender() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Round run(Duration length) {
                return rounds.apply(length);
            }
        };
    }
}
