package org.sleepquiz.bot.prompts;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the events are published.
 *
 * @param enabled whether this gateway reads them; without, nothing is said unasked
 * @param bootstrap the brokers to begin with
 * @param topic its name
 * @param group what the gateways of one bot are called together
 */
@ConfigurationProperties("sleepquiz.kafka")
record KafkaSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("127.0.0.1:19092") String bootstrap,
        @DefaultValue("sleepquiz.events") String topic,
        @DefaultValue("sleepquiz-bot") String group) {}
