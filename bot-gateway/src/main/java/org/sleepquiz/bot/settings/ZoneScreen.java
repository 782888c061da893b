package org.sleepquiz.bot.settings;

import java.time.ZoneId;
import java.util.List;
import org.sleepquiz.bot.screens.Keyboard;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.settings.Wish.AskLocation;
import org.sleepquiz.bot.settings.Wish.SetZone;
import org.sleepquiz.bot.settings.Wish.ShowAll;
import org.sleepquiz.bot.settings.Wish.ShowContinent;
import org.sleepquiz.bot.settings.Wish.ShowContinents;
import org.sleepquiz.bot.settings.Wish.ShowZone;
import org.sleepquiz.bot.telegram.LocationRequest;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.messages.Settings;

/** Asks where a person lives: by what they type, by the place they share, or by a list. */
final class ZoneScreen {

    private static final int ON_A_PAGE = 16;

    private ZoneScreen() {}

    static Screen ways(Words words, Settings settings) {
        Texts texts = words.texts();
        String now = texts.html(
                "settings.zone.now",
                words.zone(settings.timeZone()),
                settings.timeZone().getId(),
                words.clock(settings.timeZone()));
        return ways(words, now + "\n\n" + texts.html("settings.zone.question"));
    }

    static Screen notFound(Words words, String typed) {
        return ways(words, words.texts().html("settings.zone.not-found", typed));
    }

    static Screen unknownPlace(Words words) {
        return ways(words, words.texts().html("settings.location.unknown"));
    }

    private static Screen ways(Words words, String html) {
        Texts texts = words.texts();
        Keyboard keyboard = new Keyboard(1)
                .add(texts.plain("button.settings.location"), new AskLocation().data())
                .add(texts.plain("button.settings.list"), new ShowContinents().data())
                .add(texts.plain("button.back"), new ShowAll().data());
        return new Screen(html, keyboard.rows());
    }

    /** Several that may be meant. */
    static Screen choice(Words words, List<ZoneId> zones) {
        Texts texts = words.texts();
        Keyboard keyboard = new Keyboard(zones.size() > ON_A_PAGE / 2 ? 2 : 1);
        zones.forEach(zone -> keyboard.add(words.zone(zone), new SetZone(zone).data()));
        keyboard.addRow(texts.plain("button.back"), new ShowZone().data());
        return new Screen(texts.html("settings.zone.which"), keyboard.rows());
    }

    static Screen continents(Words words) {
        Texts texts = words.texts();
        Keyboard keyboard = new Keyboard(2);
        words.zones()
                .continents()
                .forEach(continent -> keyboard.add(
                        texts.plain("settings.continent." + continent), new ShowContinent(continent, 0).data()));
        keyboard.addRow(texts.plain("button.back"), new ShowZone().data());
        return new Screen(texts.html("settings.zone.continents"), keyboard.rows());
    }

    /** A page beyond the last is the last: lists grow shorter, buttons live long. */
    static Screen continent(Words words, String continent, int wantedPage) {
        Texts texts = words.texts();
        List<ZoneId> zones = words.zones().in(continent, words.language());
        int pages = Math.max(1, (zones.size() + ON_A_PAGE - 1) / ON_A_PAGE);
        int page = Math.min(wantedPage, pages - 1);
        Keyboard keyboard = new Keyboard(2);
        zones.stream()
                .skip((long) page * ON_A_PAGE)
                .limit(ON_A_PAGE)
                .forEach(zone -> keyboard.add(words.zones().city(zone, words.language()), new SetZone(zone).data()));
        keyboard.newRow();
        if (page > 0) {
            keyboard.add(texts.plain("button.settings.previous"), new ShowContinent(continent, page - 1).data());
        }
        if (page < pages - 1) {
            keyboard.add(texts.plain("button.settings.next"), new ShowContinent(continent, page + 1).data());
        }
        keyboard.addRow(texts.plain("button.back"), new ShowContinents().data());
        String name = texts.plain("settings.continent." + continent);
        return new Screen(texts.html("settings.zone.page", name, page + 1, pages), keyboard.rows());
    }

    static LocationRequest location(Words words) {
        Texts texts = words.texts();
        return new LocationRequest(
                texts.html("settings.location.ask"),
                texts.plain("button.settings.share"),
                texts.plain("button.settings.decline"));
    }
}
