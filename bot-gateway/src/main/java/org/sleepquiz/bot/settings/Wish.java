package org.sleepquiz.bot.settings;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;
import org.sleepquiz.messages.Settings;

/** What a button of the settings asks for: to show something, or to change something. A change says the new state, not "the other one". */
sealed interface Wish {

    // ---- to show

    record ShowAll() implements Wish {}

    record ShowHours() implements Wish {}

    record ShowQuarters(int hour) implements Wish {
        public ShowQuarters {
            requireWithin(hour, 0, 23);
        }
    }

    /** The ways to find one's zone. */
    record ShowZone() implements Wish {}

    record ShowContinents() implements Wish {}

    record ShowContinent(String continent, int page) implements Wish {
        public ShowContinent {
            requireWithin(page, 0, 99);
        }
    }

    /** The button by which a place is shared. */
    record AskLocation() implements Wish {}

    record ShowLanguages() implements Wish {}

    record ShowNeed() implements Wish {}

    record ShowWorkDays() implements Wish {}

    record ShowReport() implements Wish {}

    record ShowPause() implements Wish {}

    /** When prompts are answered, and what would suit better. */
    record ShowPattern() implements Wish {}

    // ---- to change

    record SwitchPrompt(boolean on) implements Wish {}

    record SetTime(LocalTime time) implements Wish {}

    record SetZone(ZoneId zone) implements Wish {}

    record SetLanguage(Language language) implements Wish {}

    /** @param minutes a night */
    record SetNeed(int minutes) implements Wish {
        public SetNeed {
            requireWithin(minutes, Settings.LEAST_NEED, Settings.MOST_NEED);
        }
    }

    record SetWorkDays(Set<DayOfWeek> days) implements Wish {
        public SetWorkDays {
            days = Set.copyOf(days);
        }
    }

    record SetReport(ReportDay day) implements Wish {}

    /** @param days from the day of the tap on; 0 ends a pause */
    record PauseFor(int days) implements Wish {

        static final int MOST = 365;

        public PauseFor {
            requireWithin(days, 0, MOST);
        }
    }

    private static void requireWithin(int number, int least, int most) {
        if (number < least || number > most) {
            throw new IllegalArgumentException("not within " + least + " and " + most);
        }
    }

    /** The wish as a button's callback data. */
    default String data() {
        return SettingsChapter.MARK + ":" + WishData.write(this);
    }

    /** @param data without the mark; empty if it is no wish of ours */
    static Optional<Wish> of(String data) {
        return WishData.read(data);
    }
}
