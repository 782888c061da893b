package org.sleepquiz.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.messages.AnswerValue.ClockTime;
import org.sleepquiz.messages.AnswerValue.Disruptions;
import org.sleepquiz.messages.AnswerValue.Duration;
import org.sleepquiz.messages.AnswerValue.Rating;
import org.sleepquiz.messages.AnswerValue.Wakings;
import org.sleepquiz.messages.AnswerValue.YesNo;
import tools.jackson.databind.DatabindException;

class AnswersTest {

    @Test // #2
    void noWakingsRemovesTheTimeAwakeAndNoPhoneItsDuration() {
        Answers answers = Answers.none()
                .with(Question.NIGHT_WAKINGS, new Wakings(NightWakings.THREE_OR_MORE))
                .with(Question.TIME_AWAKE, new Duration(DurationBin.OVER_60))
                .with(Question.PHONE_USAGE, new YesNo(true))
                .with(Question.PHONE_DURATION, new Duration(DurationBin.UNDER_15));
        assertThat(answers.missing()).doesNotContain(Question.TIME_AWAKE, Question.PHONE_DURATION);
        Answers changed = answers.with(Question.NIGHT_WAKINGS, new Wakings(NightWakings.NONE))
                .with(Question.PHONE_USAGE, new YesNo(false));
        assertThat(changed.byQuestion()).containsOnlyKeys(Question.NIGHT_WAKINGS, Question.PHONE_USAGE);
        assertThat(changed.missing()).doesNotContain(Question.TIME_AWAKE, Question.PHONE_DURATION);
    }

    @Test // #2
    void aFollowUpIsAskedRightAfterItsParent() {
        Answers answers = Answers.none().with(Question.NIGHT_WAKINGS, new Wakings(NightWakings.ONE_OR_TWO));
        assertThat(answers.missing())
                .containsSubsequence(Question.WAKE_TIME, Question.TIME_AWAKE, Question.SLEEP_QUALITY);
        assertThat(Question.TIME_AWAKE.number()).isEqualTo(Question.NIGHT_WAKINGS.number());
    }

    @Test // #2
    void aFollowUpThatOvertakesItsParentIsHeldUntilItIsKnownWhetherItIsAsked() {
        Answers early = Answers.none().with(Question.TIME_AWAKE, new Duration(DurationBin.OVER_60));
        assertThat(early.with(Question.NIGHT_WAKINGS, new Wakings(NightWakings.ONE_OR_TWO))
                        .timeAwake())
                .contains(DurationBin.OVER_60);
        assertThat(early.with(Question.NIGHT_WAKINGS, new Wakings(NightWakings.NONE))
                        .timeAwake())
                .isEmpty();
    }

    @Test // #2
    void aValueOfAnotherQuestionsKindIsNeverTaken() {
        assertThatThrownBy(() -> Answers.none().with(Question.BEDTIME, new Rating(7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BEDTIME");
    }

    @ParameterizedTest // #2
    @CsvSource(
            delimiter = '|',
            value = {"'\"22:15\"'", "'\"FROM_15_TO_30\"'", "'\"NONE\"'", "7", "true", "'[\"NOISE\",\"PAIN\"]'", "[]"})
    void aValueIsTheSameAfterItsJson(String json) {
        AnswerValue value = Json.MAPPER.readValue(json, AnswerValue.class);
        assertThat(Json.MAPPER.writeValueAsString(value)).isEqualTo(json);
    }

    @ParameterizedTest // #2
    @ValueSource(
            strings = {
                "\"24:00\"",
                "\"7:00\"",
                "\"22:15:30\"",
                "\"SOMETIMES\"",
                "\"\"",
                "0",
                "11",
                "7.5",
                "99999999999",
                "null",
                "{}",
                "[\"PHONE_NO\"]",
                "[1]",
                "[null]"
            })
    void whatIsNotAnAnswerIsRefused(String json) {
        assertThatThrownBy(() -> Json.MAPPER.readValue("{\"BEDTIME\":" + json + "}", Answers.class))
                .isInstanceOfAny(DatabindException.class);
    }

    @Test // #2
    void disruptionsAreASet() {
        assertThat(new Disruptions(Set.of(Disruption.PAIN, Disruption.NOISE)))
                .isEqualTo(Json.MAPPER.readValue("[\"PAIN\",\"NOISE\",\"PAIN\"]", AnswerValue.class));
    }

    @Test // #2
    void aClockTimeHasMinutesAndNoSeconds() {
        assertThatThrownBy(() -> new ClockTime(LocalTime.of(1, 2, 3))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest // #2 regression 22: the language is the tag's language part, and English if we do not speak it
    @CsvSource(
            nullValues = "-",
            value = {"en-US,EN", "sv-SE,SV", "sv,SV", "es-419,ES", "es_MX,ES", "de,EN", "-,EN", "'',EN", "zz-top-x,EN"})
    void aClientsLanguageIsItsLanguagePart(String tag, Language language) {
        assertThat(Language.ofTag(tag)).isEqualTo(language);
    }
}
