package org.sleepquiz.bot.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.bot.conversation.TypedTime.NotATime;
import org.sleepquiz.bot.conversation.TypedTime.Unclear;
import org.sleepquiz.bot.conversation.TypedTime.Understood;

class TypedTimeTest {

    @ParameterizedTest // #2
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            23:40                 | 23:40
            2340                  | 23:40
            740                   | 07:40
            0730                  | 07:30
            7                     | 07:00
            07                    | 07:00
            0                     | 00:00
            7.30                  | 07:30
            7,30                  | 07:30
            7 30                  | 07:30
            23h40                 | 23:40
            23 h 40               | 23:40
            23h                   | 23:00
            23:40 h               | 23:40
            23:40h.               | 23:40
            24:00                 | 00:00
            00:00                 | 00:00
            11:40 pm              | 23:40
            11:40PM               | 23:40
            11:40 p.m.            | 23:40
            11:40 p. m.           | 23:40
            1140pm                | 23:40
            11 pm                 | 23:00
            11pm                  | 23:00
            7am                   | 07:00
            7 a.m.                | 07:00
            12 am                 | 00:00
            12:30 am              | 00:30
            12 pm                 | 12:00
            12:15pm               | 12:15
            23:40 pm              | 23:40
            11:40 em              | 23:40
            11.40 e.m.            | 23:40
            7 fm                  | 07:00
            kl 7.30               | 07:30
            kl. 7.30              | 07:30
            klockan 22            | 22:00
            7 på morgonen         | 07:00
            11 på kvällen         | 23:00
            1 på natten           | 01:00
            a las 23:40           | 23:40
            las 7                 | 07:00
            7 de la mañana        | 07:00
            11 de la noche        | 23:00
            12 de la noche        | 00:00
            5 de la tarde         | 17:00
            3 de la madrugada     | 03:00
            at 11:40 pm           | 23:40
            11 at night           | 23:00
            midnight              | 00:00
            midnatt               | 00:00
            medianoche            | 00:00
            noon                  | 12:00
            "  23:40  "           | 23:40
            23:40!                | 23:40
            ２３：４０               | 23:40
            """)
    void aTimeIsUnderstoodAsPeopleTypeIt(String typed, LocalTime meant) {
        assertThat(TypedTime.of(typed)).isEqualTo(new Understood(meant));
    }

    @ParameterizedTest // #2
    @ValueSource(
            strings = {
                "25:00",
                "23:60",
                "2460",
                "10-11",
                "22:00 or 23:00",
                "7.5",
                "13 am",
                "23:40 am",
                "0 pm",
                "100000",
                "7:3",
                "half past 7",
                "-5",
                "7:30:15",
                "12/11"
            })
    void whatCouldBeTwoTimesOrNoneIsNotGuessedAt(String typed) {
        assertThat(TypedTime.of(typed)).isInstanceOf(Unclear.class);
    }

    @ParameterizedTest // #2
    @ValueSource(strings = {"hello", "", "pm", "am", "kl", "a las", "good morning", "🙂", "<b>", "_", "/", "h"})
    void otherTextIsNoTime(String typed) {
        assertThat(TypedTime.of(typed)).isInstanceOf(NotATime.class);
    }

    @Property // #2
    void everyMinuteOfTheDayIsUnderstoodInEveryForm(@ForAll @IntRange(max = 1439) int minuteOfDay) {
        LocalTime time = LocalTime.of(minuteOfDay / 60, minuteOfDay % 60);
        for (String form : new String[] {"HH:mm", "H:mm", "HHmm", "Hmm", "H.mm", "HH'h'mm", "h:mm a", "h.mma"}) {
            String typed = DateTimeFormatter.ofPattern(form, Locale.US).format(time);
            assertThat(TypedTime.of(typed)).as(typed).isEqualTo(new Understood(time));
        }
    }

    @Property(tries = 3000) // #2
    void nothingThatCanBeTypedThrows(@ForAll String typed) {
        assertThat(TypedTime.of(typed)).isNotNull();
    }
}
