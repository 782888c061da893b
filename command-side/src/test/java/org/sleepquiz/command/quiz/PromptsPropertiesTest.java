package org.sleepquiz.command.quiz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sleepquiz.command.quiz.Keeper.ANNA;
import static org.sleepquiz.command.quiz.Keeper.NIGHT;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepCommand.ChangeSettingsCommand;
import org.sleepquiz.messages.UserSleepEvent;
import org.sleepquiz.messages.UserSleepEvent.QuizPrompted;
import org.sleepquiz.messages.UserSleepEvent.SettingsChanged;
import org.sleepquiz.messages.UserSleepEvent.UserReachable;
import org.sleepquiz.messages.UserSleepEvent.UserRegistered;
import org.sleepquiz.messages.UserSleepEvent.UserUnreachable;
import org.sleepquiz.messages.UserSleepEvent.WeeklyReportDue;

/** Whatever a person does and however wrong the schedule is, by the log nothing is sent that should not have been. */
class PromptsPropertiesTest {

    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("Europe/Stockholm"),
            ZoneId.of("America/New_York"),
            ZoneId.of("Asia/Kolkata"),
            ZoneId.of("Pacific/Auckland"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("Pacific/Honolulu"),
            ZoneId.of("America/Nuuk"));

    private static final List<LocalTime> TIMES = List.of(
            LocalTime.of(7, 0), LocalTime.of(2, 15), LocalTime.of(0, 0), LocalTime.of(23, 30), LocalTime.of(12, 45));

    private static final int DEEDS = 150;

    @Property(tries = 300) // #4
    void noDateIsPromptedTwiceAndNothingComesUnwantedOrAtAnotherTime(@ForAll Random random) {
        Keeper anna = new Keeper().at("2026-03-01T00:00:00Z");
        anna.register();
        Settings scheduled = settings(anna.log);
        for (int deed = 0; deed < DEEDS; deed++) {
            live(anna, random);
            if (random.nextInt(4) > 0) {
                // a schedule that lags now and then
                scheduled = settings(anna.log);
            }
            send(anna, Timetable.of(scheduled), random);
        }
        assertRight(anna.log);
    }

    private static void live(Keeper anna, Random random) {
        anna.later(Duration.ofMinutes(random.nextInt(1_000)));
        LocalDate today = anna.now.atZone(settings(anna.log).timeZone()).toLocalDate();
        switch (random.nextInt(10)) {
            case 0 -> anna.change(change(null, TIMES.get(random.nextInt(TIMES.size())), null, null, null));
            case 1 -> anna.change(change(null, null, ZONES.get(random.nextInt(ZONES.size())), null, null));
            case 2 -> anna.change(change(random.nextInt(3) > 0, null, null, null, null));
            case 3 -> anna.change(change(null, null, null, ReportDay.values()[random.nextInt(8)], null));
            case 4 -> anna.change(change(null, null, null, null, today.plusDays(random.nextInt(4))));
            case 5 -> anna.isReachable(random.nextInt(3) > 0);
            case 6 -> anna.record(today, new Answers(NIGHT));
            case 7 -> anna.snooze(today.toString());
            default -> {
                // a day like any other
            }
        }
    }

    /** What the schedule has sent in the last three hours, again and again. */
    private static void send(Keeper anna, Timetable timetable, Random random) {
        Instant since = anna.now.minus(Duration.ofHours(3));
        timetable.nextPrompt(since).filter(due -> !due.isAfter(anna.now)).ifPresent(due -> {
            String date = timetable.dateOf(due).toString();
            anna.prompt(due.toString(), date);
            if (random.nextBoolean()) {
                anna.snooze(date);
                anna.later(Duration.ofMinutes(30));
                anna.promptAgain(anna.now.toString(), date);
                anna.promptAgain(anna.now.toString(), date);
            }
            anna.prompt(due.toString(), date);
        });
        timetable.nextReport(since).filter(due -> !due.isAfter(anna.now)).ifPresent(due -> {
            anna.report(due.toString(), timetable.dateOf(due).toString());
            anna.report(due.toString(), timetable.dateOf(due).toString());
        });
    }

    private static void assertRight(List<UserSleepEvent> log) {
        Map<LocalDate, Instant> prompted = new HashMap<>();
        Set<LocalDate> again = new HashSet<>();
        Set<LocalDate> reported = new HashSet<>();
        Settings settings = Settings.ofNewUser(ZONES.get(0), Language.EN);
        boolean reachable = true;
        for (UserSleepEvent event : log) {
            if (event instanceof SettingsChanged changed) {
                settings = changed.settings();
            }
            if (event instanceof QuizPrompted sent) {
                assertThat(reachable).isTrue();
                assertThat(Prompts.areWanted(settings, sent.forDate())).isTrue();
                assertThat(Duration.between(sent.scheduledFor(), sent.occurredAt()))
                        .isBetween(Duration.ZERO, Duration.ofHours(2).minusMillis(1));
                if (sent.again()) {
                    assertThat(again.add(sent.forDate())).isTrue();
                    assertThat(prompted).containsKey(sent.forDate());
                } else {
                    assertThat(prompted.put(sent.forDate(), sent.scheduledFor()))
                            .as("%s", sent)
                            .isNull();
                    assertThat(Timetable.of(settings).promptOn(sent.forDate())).contains(sent.scheduledFor());
                    assertThat(sent.scheduledFor().atZone(settings.timeZone()).toLocalDate())
                            .isEqualTo(sent.forDate());
                }
            }
            if (event instanceof WeeklyReportDue report) {
                assertThat(reachable).isTrue();
                assertThat(reported.add(report.lastNight())).isTrue();
                assertThat(settings.reportDay().day())
                        .contains(report.lastNight().getDayOfWeek());
            }
            reachable = !(event instanceof UserUnreachable) && (reachable || event instanceof UserReachable);
        }
    }

    private static Settings settings(List<UserSleepEvent> log) {
        @Nullable Settings settings = null;
        for (UserSleepEvent event : log) {
            if (event instanceof UserRegistered registered) {
                settings = registered.settings();
            } else if (event instanceof SettingsChanged changed) {
                settings = changed.settings();
            }
        }
        return Objects.requireNonNull(settings);
    }

    private static ChangeSettingsCommand change(
            @Nullable Boolean enabled,
            @Nullable LocalTime time,
            @Nullable ZoneId zone,
            @Nullable ReportDay day,
            @Nullable LocalDate pausedUntil) {
        return new ChangeSettingsCommand(ANNA, enabled, time, zone, null, null, null, day, pausedUntil);
    }
}
