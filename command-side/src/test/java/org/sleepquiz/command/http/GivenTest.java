package org.sleepquiz.command.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Question;

class GivenTest {

    @Test // #2 regression 23
    void everyZoneNameThatJavaKnowsIsAccepted() {
        assertThat(ZoneId.getAvailableZoneIds())
                .hasSizeGreaterThan(590)
                .allSatisfy(name -> assertThat(Given.zone(name)).isEqualTo(ZoneId.of(name)));
    }

    @ParameterizedTest // #2 regression 23
    @ValueSource(
            strings = {
                "America/Argentina/ComodRivadavia",
                "America/North_Dakota/New_Salem",
                "Antarctica/DumontDUrville",
                "Etc/GMT+12",
                "Etc/GMT-14",
                "EST5EDT",
                "GB-Eire",
                "NZ-CHAT",
                "W-SU",
                "Zulu",
                "PRC",
                "EST",
                "MST",
                "HST",
                "ROC"
            })
    void theOddNamesOfIanaAreAcceptedToo(String name) {
        assertThat(Given.zone(name)).isNotNull();
    }

    @ParameterizedTest // #2
    @ValueSource(strings = {"", "Mars/Olympus", "+02:00", "UTC+1", "europe/stockholm", "Europe/Stockholm "})
    void whatIsNoZoneNameIsMalformed(String name) {
        assertMalformed(() -> Given.zone(name));
    }

    @ParameterizedTest // #2 regression 22
    @CsvSource({"en-US,EN", "sv-SE,SV", "es-419,ES", "sv,SV", "de,EN", "'',EN", "zh-Hans-CN,EN"})
    void theClientsTagCountsByItsLanguage(String tag, Language language) {
        assertThat(Given.firstContact(tag, null).language()).isEqualTo(language);
    }

    @Test // #2
    void aChosenLanguageIsOneOfThree() {
        assertThat(Given.language("sv")).isEqualTo(Language.SV);
        assertMalformed(() -> Given.language("sv-SE"));
        assertMalformed(() -> Given.language("de"));
    }

    @ParameterizedTest // #2
    @ValueSource(strings = {"", "0", "007", "-1", "12a", "12345678901234567", "１２", "4711 "})
    void aTelegramIdIsAPositiveNumberWithoutLeadingZeros(String telegramId) {
        assertMalformed(() -> Given.telegramId(telegramId));
    }

    @ParameterizedTest // #2
    @ValueSource(strings = {"", "1-1-1-1-1", "AAAAAAAAAAAAAAAAAAAAAA==", "00000000000040008000000000000001"})
    void aQuizIdIsAWholeUuid(String quizId) {
        assertMalformed(() -> Given.quizId(quizId));
    }

    @Test // #2
    void timesAreIso8601WithAnOffset() {
        assertThat(Given.startedAt("2026-11-24T07:30:00+01:00")).isEqualTo(Instant.parse("2026-11-24T06:30:00Z"));
        assertMalformed(() -> Given.startedAt("2026-11-24T07:30:00"));
        assertMalformed(() -> Given.startedAt("1764000000"));
        assertMalformed(() -> Given.nightDate("24.11.2026"));
        assertMalformed(() -> Given.nightDate("2026-02-30"));
        assertThat(Objects.requireNonNull(Given.promptTime("06:30"))).isEqualTo("06:30");
        assertMalformed(() -> Given.promptTime("6:30"));
        assertMalformed(() -> Given.promptTime("24:00"));
        assertMalformed(() -> Given.promptTime("06:30:30"));
    }

    @Test // #2
    void theSleepNeedHasBounds() {
        assertThat(Given.sleepNeed(180)).isEqualTo(180);
        assertThat(Given.sleepNeed(900)).isEqualTo(900);
        assertMalformed(() -> Given.sleepNeed(179));
        assertMalformed(() -> Given.sleepNeed(901));
    }

    @ParameterizedTest // #2
    @CsvSource(
            delimiter = '|',
            value = {
                "BEDTIME | \"24:00\"",
                "BEDTIME | \"9:00\"",
                "BEDTIME | 7",
                "BEDTIME | \"22:15:30\"",
                "SLEEP_LATENCY | \"NONE\"",
                "SLEEP_LATENCY | 20",
                "NIGHT_WAKINGS | \"OVER_60\"",
                "TIME_AWAKE | null",
                "SLEEP_QUALITY | 0",
                "SLEEP_QUALITY | 11",
                "SLEEP_QUALITY | 7.5",
                "SLEEP_QUALITY | \"7\"",
                "SLEEP_QUALITY | 99999999999999999999",
                "PHONE_USAGE | \"true\"",
                "PHONE_USAGE | 1",
                "DISRUPTIONS | \"NOISE\"",
                "DISRUPTIONS | [\"SNORING\"]",
                "DISRUPTIONS | [1]",
                "ALERTNESS | {}",
                "ALERTNESS | true"
            })
    void aValueOfTheWrongKindOrOutOfRangeIsInvalidAndTheAllowedOnesAreNamed(Question question, String json) {
        assertThatExceptionOfType(RefusedRequest.class)
                .isThrownBy(() -> Given.answer(question, Json.MAPPER.readTree(json)))
                .satisfies(refusal -> assertThat(refusal.getBody().getProperties())
                        .containsEntry("code", "INVALID_ANSWER")
                        .containsEntry("question", question)
                        .containsEntry("allowed", question.allowedValues()));
    }

    private static void assertMalformed(ThrowingCallable reading) {
        assertThatExceptionOfType(RefusedRequest.class)
                .isThrownBy(reading)
                .satisfies(
                        refusal -> assertThat(refusal.getBody().getProperties()).containsEntry("code", "MALFORMED"));
    }
}
