package org.sleepquiz.bot.stats;

import org.sleepquiz.bot.conversation.Acquaintance;
import org.sleepquiz.bot.sides.QuerySide;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StatsConfiguration {

    @Bean
    StatsChapter statsChapter(Acquaintance acquaintance, QuerySide querySide) {
        return new StatsChapter(acquaintance, querySide);
    }
}
