package org.sleepquiz.bot.prompts;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.sleepquiz.bot.conversation.Acquaintance;
import org.sleepquiz.bot.data.Forgetting;
import org.sleepquiz.bot.inbox.WaitingThreads;
import org.sleepquiz.bot.polling.PollerLease;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.telegram.Telegram;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class PromptsConfiguration {

    private static final Duration LOOK = Duration.ofSeconds(1);

    @Bean
    PromptChapter promptChapter(Acquaintance acquaintance, CommandSide commandSide) {
        return new PromptChapter(acquaintance, commandSide);
    }

    @Bean
    Outgoing outgoing(JdbcClient jdbc, Clock clock) {
        return new Outgoing(jdbc, clock);
    }

    /** What speaks unasked, and so needs to hear what happens. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "sleepquiz.kafka.enabled", matchIfMissing = true)
    static class Speaking {

        @Bean
        Sender sender(
                Outgoing outgoing,
                Telegram telegram,
                CommandSide commandSide,
                QuerySide querySide,
                JdbcClient jdbc,
                MeterRegistry meters,
                Clock clock) {
            return new Sender(
                    outgoing,
                    telegram,
                    commandSide,
                    querySide,
                    new PollerLease(jdbc, "outgoing", clock),
                    LOOK,
                    WaitingThreads.upTo(Sender.MOST_PER_SECOND, "sender-"),
                    meters,
                    clock);
        }

        @Bean
        EventFeed eventFeedHealthIndicator(
                KafkaSettings settings,
                Outgoing outgoing,
                Forgetting forgetting,
                Sender sender,
                MeterRegistry meters,
                Clock clock) {
            return new EventFeed(settings, outgoing, forgetting, sender::wake, meters, clock);
        }
    }
}
