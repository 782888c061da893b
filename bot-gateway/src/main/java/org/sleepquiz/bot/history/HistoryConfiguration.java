package org.sleepquiz.bot.history;

import org.sleepquiz.bot.conversation.Acquaintance;
import org.sleepquiz.bot.conversation.QuizChapter;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QuerySide;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HistoryConfiguration {

    @Bean
    HistoryChapter historyChapter(
            Acquaintance acquaintance, CommandSide commandSide, QuerySide querySide, QuizChapter quiz) {
        return new HistoryChapter(acquaintance, commandSide, querySide, quiz);
    }
}
