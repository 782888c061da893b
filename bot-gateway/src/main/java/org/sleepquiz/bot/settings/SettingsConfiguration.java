package org.sleepquiz.bot.settings;

import java.time.Clock;
import org.sleepquiz.bot.conversation.Acquaintance;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.zones.ZoneCatalogue;
import org.sleepquiz.bot.zones.ZoneMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the parts of the settings know one another. */
@Configuration(proxyBeanMethods = false)
class SettingsConfiguration {

    @Bean
    SettingsChapter settingsChapter(
            Acquaintance acquaintance, CommandSide commandSide, QuerySide querySide, Inbox inbox, Clock clock) {
        ZoneCatalogue zones = new ZoneCatalogue();
        return new SettingsChapter(acquaintance, commandSide, querySide, inbox, zones, new ZoneMap(), clock);
    }
}
