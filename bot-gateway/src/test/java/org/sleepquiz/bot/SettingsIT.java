package org.sleepquiz.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;
import static org.sleepquiz.bot.Chat.soon;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sleepquiz.localtelegram.Button;
import org.sleepquiz.localtelegram.ChatMessage;
import org.sleepquiz.localtelegram.LocalPerson;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;

/** Choosing, in one message, by tapping, typing and sharing. */
@TestInstance(PER_CLASS)
class SettingsIT extends AmongNeighbours {

    @AutoClose
    private RunningGateway gateway = gateway();

    /** Somebody new who looks at their settings. */
    @Override
    LocalPerson person(String language) {
        LocalPerson person = super.person(language);
        person.types("/sleep_settings");
        soon(() -> assertThat(ofBot(person)).hasSize(1));
        return person;
    }

    private static ChatMessage last(LocalPerson person) {
        List<ChatMessage> all = ofBot(person);
        return all.get(all.size() - 1);
    }

    private static void isShown(LocalPerson person, String text) {
        soon(() -> assertThat(last(person).text()).contains(text));
    }

    private static void taps(LocalPerson person, String button, String thenSees) {
        person.taps(button);
        isShown(person, thenSees);
    }

    private static void types(LocalPerson person, String text, String thenSees) {
        person.types(text);
        isShown(person, thenSees);
    }

    private static List<String> labels(ChatMessage message) {
        return message.keyboard().stream()
                .flatMap(List::stream)
                .map(Button::text)
                .toList();
    }

    private Settings chosen(LocalPerson person) {
        return sides.settings(person.userId());
    }

    private void shares(LocalPerson person, double latitude, double longitude) {
        telegram.receives("message", Json.MAPPER.readTree("""
                {"message_id": 900, "date": %d, "chat": {"id": %d, "type": "private"},
                 "from": {"id": %d, "is_bot": false, "language_code": "en"},
                 "location": {"latitude": %s, "longitude": %s}}
                """.formatted(
                        System.currentTimeMillis() / 1000, person.userId(), person.userId(), latitude, longitude)));
    }

    @Test // #4, regression 21
    void everySettingIsChangedInOneMessageAndTakesEffectAtOnce() {
        LocalPerson person = person("en");
        assertThat(last(person).text())
                .contains("Reminder: every day at 07:00")
                .contains("Time zone: Stockholm, Sweden")
                .contains("Language: English")
                .contains("Sleep need: 8 h a night")
                .contains("Work days: Mon–Fri")
                .contains("Weekly report: off");

        taps(person, "🔕 Turn off", "✓ No more reminders");
        assertThat(chosen(person).promptEnabled()).isFalse();
        taps(person, "🕖 Time", "At what time shall I remind you?");
        taps(person, "06", "Which quarter");
        taps(person, "06:45", "✓ The time is now 06:45, but the reminder is still off");
        assertThat(chosen(person).promptTime()).isEqualTo(LocalTime.of(6, 45));
        taps(person, "🔔 Turn on", "✓ I will remind you every day at 06:45");
        assertThat(chosen(person).promptEnabled()).isTrue();

        taps(person, "🛌 Sleep need", "Now it is 8 h a night");
        assertThat(labels(last(person))).contains("✓ 8 h");
        taps(person, "7 h 30", "✓ I reckon with a sleep need of 7 h 30");
        assertThat(chosen(person).sleepNeedMinutes()).isEqualTo(450);

        taps(person, "💼 Work days", "On which days do you work");
        taps(person, "✓ Friday", "On which days");
        soon(() -> assertThat(labels(last(person))).contains("Friday", "✓ Thursday"));
        taps(person, "Sunday", "On which days");
        soon(() -> assertThat(labels(last(person))).contains("✓ Sunday"));
        assertThat(chosen(person).workingDays())
                .isEqualTo(EnumSet.of(
                        DayOfWeek.MONDAY,
                        DayOfWeek.TUESDAY,
                        DayOfWeek.WEDNESDAY,
                        DayOfWeek.THURSDAY,
                        DayOfWeek.SUNDAY));
        taps(person, "‹ Back", "Work days: Mon, Tue, Wed, Thu, Sun");

        taps(person, "📈 Weekly report", "On which day would you like a report");
        taps(person, "Sunday", "✓ You will get a weekly report. Its day: Sunday.");
        assertThat(chosen(person).reportDay()).isEqualTo(ReportDay.SUNDAY);
        taps(person, "📈 Weekly report", "On which day would you like a report");
        taps(person, "Never", "✓ No weekly report any more.");
        assertThat(chosen(person).reportDay()).isEqualTo(ReportDay.NEVER);

        taps(person, "⏸ Pause", "How many reminders");
        taps(person, "7 reminders", "✓ All quiet until");
        assertThat(chosen(person).promptsPausedUntil())
                .isBetween(
                        LocalDate.now(ZoneId.of("Europe/Stockholm")).plusDays(7),
                        LocalDate.now().plusDays(9));
        taps(person, "⏸ Pause", "Your reminders are paused until");
        taps(person, "▶ End the pause", "✓ The pause is over");
        assertThat(chosen(person).promptsPausedUntil()).isNull();

        assertThat(ofBot(person)).as("one message").hasSize(1);
        soon(() -> assertThat(person.unansweredTaps()).isZero());
    }

    @Test // #4, regression 22
    void aChangeOfLanguageIsConfirmedInTheNewOneAndUsedFromThenOn() {
        LocalPerson person = person("en");
        taps(person, "💬 Language", "Which language");
        assertThat(labels(last(person))).contains("✓ English", "Svenska", "Español");
        taps(person, "Svenska", "✓ Från och med nu pratar vi svenska.");
        assertThat(chosen(person).language()).isEqualTo(Language.SV);
        assertThat(last(person).text()).contains("Dina inställningar").contains("Arbetsdagar: mån–fre");
        person.types("/help");
        isShown(person, "Det här kan jag göra");
        types(person, "/settings", "Dina inställningar");
    }

    @Test // #4, regression 21
    void everyScreenHasAWayBackToAllSettings() {
        LocalPerson person = person("en");
        for (String way : List.of(
                "🕖 Time",
                "🌍 Time zone",
                "💬 Language",
                "🛌 Sleep need",
                "💼 Work days",
                "📈 Weekly report",
                "⏸ Pause",
                "🔎 When I answer")) {
            person.taps(way);
            soon(() -> assertThat(labels(last(person))).as(way).contains("‹ Back"));
            taps(person, "‹ Back", "Your settings");
            soon(() -> assertThat(labels(last(person))).contains(way));
        }
        taps(person, "🕖 Time", "At what time");
        taps(person, "23", "Which quarter");
        taps(person, "‹ Other hour", "or type the time");
        taps(person, "‹ Back", "Your settings");
        taps(person, "🌍 Time zone", "If you live elsewhere");
        taps(person, "📋 Show the list", "Where in the world");
        taps(person, "Europe", "page 1 of");
        taps(person, "More ›", "page 2 of");
        taps(person, "‹ Earlier", "page 1 of");
        taps(person, "‹ Back", "Where in the world");
        taps(person, "‹ Back", "If you live elsewhere");
        taps(person, "‹ Back", "Your settings");
        assertThat(sides.changes(person.userId())).as("only looked").isEqualTo(1);
    }

    @Test // #4
    void whatIsTypedAnswersWhatIsAsked() {
        LocalPerson person = person("en");
        taps(person, "🕖 Time", "At what time");
        types(person, "8:20 am", "✓ From now on I remind you at 08:20.");
        assertThat(chosen(person).promptTime()).isEqualTo(LocalTime.of(8, 20));
        taps(person, "🕖 Time", "At what time");
        taps(person, "23", "Which quarter");
        types(person, "23:05", "✓ From now on I remind you at 23:05.");

        taps(person, "🛌 Sleep need", "How much sleep");
        types(person, "a lot", "I could not read that as a length of sleep");
        types(person, "2", "I could not read that as a length of sleep");
        types(person, "7:50", "✓ I reckon with a sleep need of 7 h 50");

        taps(person, "⏸ Pause", "How many");
        types(person, "for ever", "I could not read that as a number of days");
        types(person, "1999-01-01", "I could not read that as a number of days");
        types(person, "10", "✓ All quiet until");
        taps(person, "⏸ Pause", "How many");
        LocalDate date = LocalDate.now(ZoneId.of("Europe/Stockholm")).plusDays(40);
        types(person, date.toString(), "✓ All quiet until");
        assertThat(chosen(person).promptsPausedUntil()).isEqualTo(date);
        assertThat(ofBot(person)).as("one message").hasSize(1);

        person.types("12:34");
        soon(() -> assertThat(ofBot(person)).hasSize(2));
        assertThat(last(person).text()).as("nothing is asked any more").contains("no time is being asked");
    }

    @ParameterizedTest // #4
    @CsvSource({
        "Auckland, Pacific/Auckland",
        "bogota, America/Bogota",
        "Nueva York, America/New_York",
        "Etc/GMT+5, Etc/GMT+5",
        "America/Argentina/Buenos_Aires, America/Argentina/Buenos_Aires",
        "Sverige, Europe/Stockholm"
    })
    void aZoneIsFoundByTyping(String typed, String zone) {
        LocalPerson person = person("en");
        taps(person, "🌍 Time zone", "type the name of a city");
        types(person, typed, "✓ Your time zone is now");
        assertThat(chosen(person).timeZone()).isEqualTo(ZoneId.of(zone));
    }

    @Test // #4
    void ofSeveralPlacesThePersonChoosesAndWhatIsNoneIsSaid() {
        LocalPerson person = person("en");
        taps(person, "🌍 Time zone", "type the name of a city");
        types(person, "Atl<antis", "I know no place called Atl<antis");
        types(person, "australia", "Which of these is yours?");
        taps(person, "Lord Howe, Australia", "✓ Your time zone is now Lord Howe, Australia");
        assertThat(chosen(person).timeZone()).isEqualTo(ZoneId.of("Australia/Lord_Howe"));

        taps(person, "🌍 Time zone", "Australia/Lord_Howe");
        taps(person, "📋 Show the list", "Where in the world");
        taps(person, "Arctic", "page 1 of 1");
        taps(person, "Longyearbyen", "✓ Your time zone is now Longyearbyen");
        assertThat(ofBot(person)).hasSize(1);
    }

    @Test // #4
    void aSharedPlaceGivesTheZoneAndTheButtonForItGoesAway() {
        LocalPerson person = person("en");
        taps(person, "🌍 Time zone", "share where you are");
        taps(person, "📍 Share where I am", "Tap the button below your keyboard");
        assertThat(telegram.calls())
                .filteredOn(call -> call.parameters().path("chat_id").asLong() == person.userId()
                        && call.parameters().path("reply_markup").has("keyboard"))
                .singleElement()
                .satisfies(call -> assertThat(call.parameters()
                                .at("/reply_markup/keyboard/0/0/request_location")
                                .asBoolean())
                        .isTrue());

        shares(person, 40.7128, -74.0060);
        isShown(person, "✓ Your time zone is now New York");
        assertThat(chosen(person).timeZone()).isEqualTo(ZoneId.of("America/New_York"));
        assertThat(ofBot(person)).extracting(ChatMessage::text).anyMatch(text -> text.contains("forget the place"));
        assertThat(takenAway(person)).isEqualTo(1);
        assertThat(labels(last(person))).contains("🌍 Time zone");
    }

    private long takenAway(LocalPerson person) {
        return telegram.calls().stream()
                .filter(call -> call.parameters().path("chat_id").asLong() == person.userId()
                        && call.parameters().at("/reply_markup/remove_keyboard").asBoolean(false))
                .count();
    }

    @Test // #4
    void whoeverDoesNotWantToShareTheirPlaceTypesOrDeclines() {
        LocalPerson person = person("sv");
        taps(person, "🌍 Tidszon", "dela var du är");
        taps(person, "📍 Dela var jag är", "Tryck på knappen längst ner");
        types(person, "Nej tack", "Om du bor någon annanstans");
        assertThat(takenAway(person)).isEqualTo(1);
        taps(person, "📍 Dela var jag är", "Tryck på knappen längst ner");
        types(person, "Köpenhamn", "✓ Din tidszon är nu Köpenhamn, Danmark");
        assertThat(takenAway(person)).isEqualTo(2);
    }

    @Test // #4
    void aPlaceSharedOutOfTheBlueIsTakenForWhatItIsWorth() {
        LocalPerson person = person("en");
        person.types("/help");
        soon(() -> assertThat(ofBot(person)).hasSize(2));
        shares(person, 35.6762, 139.6503);
        isShown(person, "✓ Your time zone is now Tokyo, Japan");
    }

    @Test // #4
    void thePatternsViewAppliesTheSuggestedTimeByOneTap() {
        LocalPerson person = person("en");
        sides.bestTimeIs("{\"completions\":0,\"verdict\":\"NOT_ENOUGH\"}");
        taps(person, "🔎 When I answer", "You have not answered a reminder on its own day yet");
        sides.bestTimeIs("{\"completions\":1,\"verdict\":\"NOT_ENOUGH\"}");
        taps(person, "‹ Back", "Your settings");
        taps(person, "🔎 When I answer", "You have answered 1 reminder on its own day");
        sides.bestTimeIs("{\"completions\":4,\"verdict\":\"WORKS_WELL\",\"medianDelayMinutes\":12}");
        taps(person, "‹ Back", "Your settings");
        taps(person, "🔎 When I answer", "You usually answer 12 min after the reminder, so 07:00 works well");
        sides.bestTimeIs(
                "{\"completions\":4,\"verdict\":\"SUGGESTED\",\"medianDelayMinutes\":42,\"suggestedTime\":\"07:45\"}");
        taps(person, "‹ Back", "Your settings");
        taps(person, "🔎 When I answer", "Perhaps 07:45 would suit you better?");
        taps(person, "Remind me at 07:45", "✓ From now on I remind you at 07:45.");
        assertThat(chosen(person).promptTime()).isEqualTo(LocalTime.of(7, 45));
        sides.bestTimeIs("{\"completions\":\"many\"}");
        taps(person, "🔎 When I answer", "I cannot look that up at the moment");
    }

    @Test // #4, regression 3
    void buttonsOfAnOldMessageWorkAfterARestart() {
        LocalPerson person = person("en");
        long old = last(person).messageId();
        taps(person, "🕖 Time", "At what time");
        person.types("/settings");
        soon(() -> assertThat(ofBot(person)).hasSize(2));
        gateway.close();
        gateway = gateway();
        person.tapsData("set:T0930", old);
        soon(() -> assertThat(ofBot(person).get(0).text()).contains("✓ From now on I remind you at 09:30."));
        assertThat(chosen(person).promptTime()).isEqualTo(LocalTime.of(9, 30));
        person.tapsData("set:kAtlantis.7", old);
        soon(() -> assertThat(ofBot(person).get(0).text()).contains("Where in the world"));
        person.tapsData("set:ZNowhere/At_All", old);
        soon(() -> assertThat(person.toasts()).anyMatch(toast -> toast.contains("no longer works")));
    }

    @Test // #4
    void aChangeThatCannotBeStoredNowIsKeptAndMadeLater() {
        LocalPerson person = person("en");
        sides.answersInstead(person.userId(), 503, "{\"code\":\"TRY_LATER\"}");
        person.taps("🔕 Turn off");
        soon(() -> assertThat(person.toasts()).anyMatch(toast -> toast.contains("Kept")));
        sides.answersAsUsual(person.userId());
        isShown(person, "✓ No more reminders");
        assertThat(chosen(person).promptEnabled()).isFalse();
    }

    @Test // #4
    void aChangeThatIsRefusedIsSaidToBeRefused() {
        LocalPerson person = person("en");
        sides.refusesChanges(person.userId(), 422);
        person.taps("🔕 Turn off");
        isShown(person, "That could not be changed");
        assertThat(chosen(person).promptEnabled()).isTrue();
    }
}
