package org.sleepquiz.bot.data;

import org.sleepquiz.bot.conversation.Acquaintance;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QuerySide;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DataConfiguration {

    @Bean
    Forgetting forgetting(Inbox inbox, ObjectProvider<ForgetsPeople> keepers) {
        return new Forgetting(inbox, keepers.orderedStream().toList());
    }

    @Bean
    DataChapter dataChapter(
            Acquaintance acquaintance, CommandSide commandSide, QuerySide querySide, Forgetting forgetting) {
        return new DataChapter(acquaintance, commandSide, querySide, forgetting);
    }
}
