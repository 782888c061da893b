package org.sleepquiz.bot;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sleepquiz.bot.announcing.CommandMenu;
import org.sleepquiz.bot.conversation.Acknowledgements;
import org.sleepquiz.bot.conversation.Acquaintance;
import org.sleepquiz.bot.conversation.Chapter;
import org.sleepquiz.bot.conversation.Conversation;
import org.sleepquiz.bot.conversation.Door;
import org.sleepquiz.bot.conversation.OrientationChapter;
import org.sleepquiz.bot.conversation.QuizChapter;
import org.sleepquiz.bot.inbox.BackOff;
import org.sleepquiz.bot.inbox.Inbox;
import org.sleepquiz.bot.inbox.InboxWatch;
import org.sleepquiz.bot.inbox.InboxWorkers;
import org.sleepquiz.bot.inbox.ParkedUpdates;
import org.sleepquiz.bot.inbox.WaitingThreads;
import org.sleepquiz.bot.polling.PollLoop;
import org.sleepquiz.bot.polling.PollerLease;
import org.sleepquiz.bot.sides.BearerToken;
import org.sleepquiz.bot.sides.CommandSide;
import org.sleepquiz.bot.sides.QuerySide;
import org.sleepquiz.bot.telegram.BotApi;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Telegram;
import org.sleepquiz.bot.webhook.Webhook;
import org.sleepquiz.httpedge.AccessRules;
import org.sleepquiz.httpedge.Role;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the parts of the gateway know one another. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

    private static final Duration DRAIN = Duration.ofSeconds(15);
    private static final BackOff TELEGRAM_FAILURE = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30));
    /** Whoever polls with our token has to stop before we can go on: no hurry. */
    private static final BackOff TELEGRAM_CONFLICT = new BackOff(Duration.ofSeconds(2), Duration.ofMinutes(1));

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    AccessRules accessRules() {
        return requests -> requests.requestMatchers("/actuator/**")
                .hasRole(Role.OPERATOR.name())
                // Telegram shows a secret of its own; where it does not deliver, there is nothing here
                .requestMatchers(HttpMethod.POST, "/telegram/webhook")
                .permitAll();
    }

    @Bean
    Telegram telegram(TelegramSettings settings, Clock clock) {
        return new BotApi(settings.api().url(), settings.bot().requiredToken(), clock);
    }

    @Bean
    BearerToken bearerToken(GatewaySettings settings) {
        GatewaySettings.Bot bot = settings.bot();
        if (bot.accessToken() != null && !bot.accessToken().isBlank()) {
            return BearerToken.of(bot.accessToken());
        }
        return bot.tokenFile() == null ? BearerToken.none() : BearerToken.in(bot.tokenFile());
    }

    @Bean
    CommandSide commandSide(GatewaySettings settings, BearerToken token) {
        return new CommandSide(settings.command().url(), token);
    }

    @Bean
    QuerySide querySide(GatewaySettings settings, BearerToken token) {
        return new QuerySide(settings.query().url(), token);
    }

    @Bean
    Inbox inbox(JdbcClient jdbc, Clock clock) {
        return new Inbox(jdbc, clock);
    }

    @Bean
    Acknowledgements acknowledgements(Telegram telegram, Inbox inbox, GatewaySettings settings) {
        GatewaySettings.Bot bot = settings.bot();
        return new Acknowledgements(
                telegram, inbox, bot.grace(), WaitingThreads.upTo(bot.workers(), "acknowledgement-"));
    }

    @Bean
    Conversation conversation(
            Telegram telegram,
            Inbox inbox,
            CommandSide commandSide,
            QuerySide querySide,
            Acquaintance acquaintance,
            Acknowledgements acknowledgements,
            ObjectProvider<Door> doors,
            List<Chapter> chapters,
            MeterRegistry meters) {
        return new Conversation(
                telegram,
                inbox,
                commandSide,
                querySide,
                acquaintance,
                acknowledgements,
                doors.orderedStream().toList(),
                chapters,
                meters);
    }

    @Bean
    Acquaintance acquaintance(Inbox inbox, CommandSide commandSide, QuerySide querySide) {
        return new Acquaintance(inbox, commandSide, querySide);
    }

    @Bean
    QuizChapter quizChapter(Inbox inbox, CommandSide commandSide, QuerySide querySide, Acquaintance acquaintance) {
        return new QuizChapter(inbox, commandSide, querySide, acquaintance);
    }

    @Bean
    OrientationChapter orientationChapter(Acquaintance acquaintance, ObjectProvider<Chapter> chapters) {
        return new OrientationChapter(acquaintance, () -> commands(chapters.stream()));
    }

    private static Set<String> commands(Stream<Chapter> chapters) {
        return chapters.flatMap(chapter -> chapter.commands().stream()).collect(Collectors.toUnmodifiableSet());
    }

    @Bean
    InboxWorkers inboxWorkers(
            Inbox inbox, Conversation conversation, GatewaySettings settings, MeterRegistry meters, Clock clock) {
        GatewaySettings.Bot bot = settings.bot();
        BackOff pauses = new BackOff(bot.firstPause(), bot.longestPause());
        return new InboxWorkers(
                inbox,
                conversation,
                new InboxWorkers.Settings(
                        bot.workers(), bot.look(), bot.tries(), pauses, pauses, bot.keepDone(), DRAIN),
                meters,
                clock);
    }

    /** Told of what has been stored for the first time, however it came in. */
    @Bean
    Consumer<List<Incoming>> arrived(Acknowledgements acknowledgements, InboxWorkers workers) {
        return fresh -> {
            fresh.stream()
                    .filter(Tapped.class::isInstance)
                    .map(Tapped.class::cast)
                    .forEach(acknowledgements::expect);
            workers.arrived(fresh.stream().map(Incoming::userId).toList());
        };
    }

    @Bean
    @ConditionalOnProperty(name = "telegram.mode", havingValue = "webhook")
    Webhook webhook(TelegramSettings settings) {
        return settings.requiredWebhook();
    }

    @Bean
    @ConditionalOnProperty(name = "telegram.mode", havingValue = "polling", matchIfMissing = true)
    PollLoop telegramPoller(
            Telegram telegram,
            Inbox inbox,
            JdbcClient jdbc,
            TelegramSettings telegramSettings,
            GatewaySettings settings,
            Consumer<List<Incoming>> arrived,
            MeterRegistry meters,
            Clock clock) {
        return new PollLoop(
                telegram,
                inbox,
                new PollerLease(jdbc, telegramSettings.bot().id(), clock),
                arrived,
                new PollLoop.Settings(settings.bot().poll(), TELEGRAM_FAILURE, TELEGRAM_CONFLICT),
                meters,
                clock);
    }

    @Bean
    CommandMenu commandMenu(Telegram telegram, List<Chapter> chapters) {
        return new CommandMenu(telegram, TELEGRAM_FAILURE, commands(chapters.stream()));
    }

    @Bean
    InboxWatch inboxHealthIndicator(Inbox inbox, MeterRegistry meters, Clock clock) {
        return new InboxWatch(inbox, meters, clock);
    }

    @Bean
    ParkedUpdates parkedUpdates(Inbox inbox, InboxWorkers workers) {
        return new ParkedUpdates(inbox, workers);
    }
}
