package org.sleepquiz.messages;

/** What disturbed the night; any number of these can be chosen. */
public enum Disruption {
    NOISE,
    LIGHT,
    TEMPERATURE,
    STRESS,
    DREAM,
    PAIN
}
