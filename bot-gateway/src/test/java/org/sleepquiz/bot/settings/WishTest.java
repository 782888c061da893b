package org.sleepquiz.bot.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.bot.telegram.Button;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.ReportDay;

class WishTest {

    static Stream<Wish> wishes() {
        return Stream.of(
                        List.of(
                                new Wish.ShowAll(),
                                new Wish.ShowHours(),
                                new Wish.ShowQuarters(0),
                                new Wish.ShowQuarters(23),
                                new Wish.ShowZone(),
                                new Wish.ShowContinents(),
                                new Wish.ShowContinent("Antarctica", 12),
                                new Wish.AskLocation(),
                                new Wish.ShowLanguages(),
                                new Wish.ShowNeed(),
                                new Wish.ShowWorkDays(),
                                new Wish.ShowReport(),
                                new Wish.ShowPause(),
                                new Wish.ShowPattern(),
                                new Wish.SwitchPrompt(true),
                                new Wish.SwitchPrompt(false),
                                new Wish.SetTime(LocalTime.MIDNIGHT),
                                new Wish.SetTime(LocalTime.of(23, 59)),
                                new Wish.SetNeed(465),
                                new Wish.SetWorkDays(Set.of()),
                                new Wish.SetWorkDays(EnumSet.of(DayOfWeek.SUNDAY, DayOfWeek.TUESDAY)),
                                new Wish.SetWorkDays(EnumSet.allOf(DayOfWeek.class)),
                                new Wish.PauseFor(0),
                                new Wish.PauseFor(365)),
                        Stream.of(Language.values()).map(Wish.SetLanguage::new).toList(),
                        Stream.of(ReportDay.values()).map(Wish.SetReport::new).toList(),
                        ZoneId.getAvailableZoneIds().stream()
                                .map(id -> new Wish.SetZone(ZoneId.of(id)))
                                .toList())
                .flatMap(List::stream);
    }

    @Test // #4, regression 23
    void everyWishFitsInAButtonAndIsReadAsItWasWritten() {
        assertThat(wishes()).hasSizeGreaterThan(500).allSatisfy(wish -> {
            Button button = new Button("x", wish.data());
            assertThat(button.data()).startsWith("set:");
            assertThat(Wish.of(button.data().substring(4))).contains(wish);
        });
    }

    @Test // #4
    void noTwoWishesLookAlike() {
        assertThat(wishes().map(Wish::data)).doesNotHaveDuplicates();
    }

    /** Buttons live in people's chats for years: these must be read like this for ever. */
    @Test // #4
    void buttonsOfTheFirstMakeAreStillRead() {
        assertThat(Wish.of("a")).contains(new Wish.ShowAll());
        assertThat(Wish.of("P0")).contains(new Wish.SwitchPrompt(false));
        assertThat(Wish.of("T0745")).contains(new Wish.SetTime(LocalTime.of(7, 45)));
        assertThat(Wish.of("ZAmerica/Argentina/Buenos_Aires"))
                .contains(new Wish.SetZone(ZoneId.of("America/Argentina/Buenos_Aires")));
        assertThat(Wish.of("W125"))
                .contains(new Wish.SetWorkDays(EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.FRIDAY)));
        assertThat(Wish.of("R7")).contains(new Wish.SetReport(ReportDay.SUNDAY));
        assertThat(Wish.of("kEurope.2")).contains(new Wish.ShowContinent("Europe", 2));
        assertThat(Wish.of("U14")).contains(new Wish.PauseFor(14));
    }

    @ParameterizedTest // #4
    @ValueSource(
            strings = {
                "",
                "a1",
                "y",
                "q24",
                "q",
                "T2400",
                "T0760",
                "T7:45",
                "Znowhere",
                "Z",
                "Lde",
                "N179",
                "N901",
                "W8",
                "Wx",
                "R8",
                "U366",
                "U-1",
                "kEurope",
                "k.1",
                "kEurope.x",
                "T99999999999"
            })
    void whatIsNoWishIsNone(String data) {
        assertThat(Wish.of(data)).isEmpty();
    }

    @ParameterizedTest // #4
    @ValueSource(
            strings = {
                "8",
                "8h",
                "8 h",
                "8.0",
                "08:00",
                "480 min",
                "8 timmar",
                "8 horas",
                "8 Hours",
                "8 h 00",
                "8,0 tim"
            })
    void aLengthOfSleepIsReadAsPeopleTypeIt(String typed) {
        assertThat(TypedLength.minutes(typed)).hasValue(480);
    }

    @Test // #4
    void halvesAndQuartersOfAnHourAreRead() {
        assertThat(TypedLength.minutes("7.5")).hasValue(450);
        assertThat(TypedLength.minutes("7,75 h")).hasValue(465);
        assertThat(TypedLength.minutes("7:45")).hasValue(465);
        assertThat(TypedLength.minutes("7h45")).hasValue(465);
        assertThat(TypedLength.minutes("7 horas y 45 min")).hasValue(465);
        assertThat(TypedLength.minutes("7 timmar och 45 minuter")).hasValue(465);
        assertThat(TypedLength.minutes("7:61")).isEmpty();
        assertThat(TypedLength.minutes("enough")).isEmpty();
    }
}
