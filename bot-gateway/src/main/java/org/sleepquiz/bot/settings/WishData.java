package org.sleepquiz.bot.settings;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.sleepquiz.bot.settings.Wish.AskLocation;
import org.sleepquiz.bot.settings.Wish.PauseFor;
import org.sleepquiz.bot.settings.Wish.SetLanguage;
import org.sleepquiz.bot.settings.Wish.SetNeed;
import org.sleepquiz.bot.settings.Wish.SetReport;
import org.sleepquiz.bot.settings.Wish.SetTime;
import org.sleepquiz.bot.settings.Wish.SetWorkDays;
import org.sleepquiz.bot.settings.Wish.SetZone;
import org.sleepquiz.bot.settings.Wish.ShowAll;
import org.sleepquiz.bot.settings.Wish.ShowContinent;
import org.sleepquiz.bot.settings.Wish.ShowContinents;
import org.sleepquiz.bot.settings.Wish.ShowHours;
import org.sleepquiz.bot.settings.Wish.ShowLanguages;
import org.sleepquiz.bot.settings.Wish.ShowNeed;
import org.sleepquiz.bot.settings.Wish.ShowPattern;
import org.sleepquiz.bot.settings.Wish.ShowPause;
import org.sleepquiz.bot.settings.Wish.ShowQuarters;
import org.sleepquiz.bot.settings.Wish.ShowReport;
import org.sleepquiz.bot.settings.Wish.ShowWorkDays;
import org.sleepquiz.bot.settings.Wish.ShowZone;
import org.sleepquiz.bot.settings.Wish.SwitchPrompt;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;

/**
 * The form of a wish: one letter, small to show and great to change, then what it is about. Buttons live in people's chats for years, so
 * a letter that was given once is never given to another meaning.
 */
final class WishData {

    private WishData() {}

    static String write(Wish wish) {
        if (wish instanceof ShowAll) {
            return "a";
        } else if (wish instanceof ShowHours) {
            return "h";
        } else if (wish instanceof ShowQuarters quarters) {
            return "q" + quarters.hour();
        } else if (wish instanceof ShowZone) {
            return "z";
        } else if (wish instanceof ShowContinents) {
            return "c";
        } else if (wish instanceof ShowContinent shown) {
            return "k" + shown.continent() + "." + shown.page();
        } else if (wish instanceof AskLocation) {
            return "g";
        } else if (wish instanceof ShowLanguages) {
            return "l";
        } else if (wish instanceof ShowNeed) {
            return "n";
        } else if (wish instanceof ShowWorkDays) {
            return "w";
        } else if (wish instanceof ShowReport) {
            return "r";
        } else if (wish instanceof ShowPause) {
            return "u";
        } else if (wish instanceof ShowPattern) {
            return "b";
        } else if (wish instanceof SwitchPrompt prompt) {
            return "P" + (prompt.on() ? 1 : 0);
        } else if (wish instanceof SetTime set) {
            return "T%02d%02d".formatted(set.time().getHour(), set.time().getMinute());
        } else if (wish instanceof SetZone set) {
            return "Z" + set.zone().getId();
        } else if (wish instanceof SetLanguage set) {
            return "L" + set.language().code();
        } else if (wish instanceof SetNeed set) {
            return "N" + set.minutes();
        } else if (wish instanceof SetWorkDays set) {
            StringBuilder days = new StringBuilder("W"); // the numbers of the days, Monday is 1
            EnumSet.allOf(DayOfWeek.class).stream()
                    .filter(set.days()::contains)
                    .forEach(day -> days.append(day.getValue()));
            return days.toString();
        } else if (wish instanceof SetReport set) {
            return "R" + set.day().day().map(DayOfWeek::getValue).orElse(0);
        }
        return "U" + ((PauseFor) wish).days();
    }

    static Optional<Wish> read(String data) {
        if (data.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(data.charAt(0), data.substring(1)));
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            // made up by a client, or a zone that this Java does not know: answered like any dead button
            return Optional.empty();
        }
    }

    private static Wish parse(char letter, String rest) {
        return switch (letter) {
            case 'q' -> new ShowQuarters(number(rest));
            case 'k' -> continent(rest);
            case 'P' -> new SwitchPrompt(number(rest) == 1);
            case 'T' -> new SetTime(LocalTime.of(number(rest) / 100, number(rest) % 100));
            case 'Z' -> new SetZone(ZoneId.of(rest));
            case 'L' -> new SetLanguage(Language.of(rest));
            case 'N' -> new SetNeed(number(rest));
            case 'W' -> new SetWorkDays(days(rest));
            case 'R' -> new SetReport(ReportDay.values()[within(number(rest), ReportDay.values().length)]);
            case 'U' -> new PauseFor(number(rest));
            default -> shown(letter, rest);
        };
    }

    private static Wish shown(char letter, String rest) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("too long");
        }
        return switch (letter) {
            case 'a' -> new ShowAll();
            case 'h' -> new ShowHours();
            case 'z' -> new ShowZone();
            case 'c' -> new ShowContinents();
            case 'g' -> new AskLocation();
            case 'l' -> new ShowLanguages();
            case 'n' -> new ShowNeed();
            case 'w' -> new ShowWorkDays();
            case 'r' -> new ShowReport();
            case 'u' -> new ShowPause();
            case 'b' -> new ShowPattern();
            default -> throw new IllegalArgumentException("no such wish");
        };
    }

    private static ShowContinent continent(String text) {
        int dot = text.indexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("no page");
        }
        return new ShowContinent(text.substring(0, dot), number(text.substring(dot + 1)));
    }

    private static Set<DayOfWeek> days(String numbers) {
        EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        numbers.chars().forEach(digit -> days.add(DayOfWeek.of(digit - '0')));
        return days;
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException("not a number");
        }
        return Integer.parseInt(text);
    }

    private static int within(int number, int length) {
        if (number >= length) {
            throw new IllegalArgumentException("no such day");
        }
        return number;
    }
}
