package org.sleepquiz.bot.zones;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.bot.zones.ZoneCatalogue.Found;
import org.sleepquiz.messages.Language;

class ZoneCatalogueTest {

    private final ZoneCatalogue zones = new ZoneCatalogue();

    /** Among them are the 32 names with a digit, a sign or more than two parts that the predecessor's CHECK refused. */
    @Test // #4, regression 23
    void everyZoneThatJavaKnowsIsFoundByItsName() {
        Set<String> all = ZoneId.getAvailableZoneIds().stream()
                .filter(zone -> !zone.startsWith("SystemV/"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(all).hasSizeGreaterThan(550);
        assertThat(all.stream()
                        .filter(zone -> !zone.matches("[A-Za-z_]+(/[A-Za-z_]+)?"))
                        .count())
                .as("names that such a CHECK refuses")
                .isGreaterThanOrEqualTo(32);
        assertThat(all).allSatisfy(zone -> {
            assertThat(zones.named(zone)).contains(ZoneId.of(zone));
            assertThat(zones.named(zone.toLowerCase(Locale.ROOT))).contains(ZoneId.of(zone));
            Found found = zones.search(zone);
            assertThat(found.zones()).isNotEmpty();
            if (zone.indexOf('/') >= 0) {
                assertThat(found).isEqualTo(new Found(true, List.of(ZoneId.of(zone))));
            }
        });
    }

    @ParameterizedTest // #4
    @CsvSource({
        "Stockholm, Europe/Stockholm",
        "stockholm, Europe/Stockholm",
        "  STOCKHOLM , Europe/Stockholm",
        "Estocolmo, Europe/Stockholm",
        "Sverige, Europe/Stockholm",
        "Suecia, Europe/Stockholm",
        "Sweden, Europe/Stockholm",
        "new york, America/New_York",
        "Nueva York, America/New_York",
        "são paulo, America/Sao_Paulo",
        "sao paulo, America/Sao_Paulo",
        "Bogotá, America/Bogota",
        "bogota, America/Bogota",
        "Köpenhamn, Europe/Copenhagen",
        "kopenhamn, Europe/Copenhagen",
        "Kolkata, Asia/Kolkata",
        "lord howe, Australia/Lord_Howe",
        "Auckland, Pacific/Auckland",
        "Kyiv, Europe/Kyiv",
        "port-au-prince, America/Port-au-Prince",
        "Buenos Aires, America/Argentina/Buenos_Aires",
        "Japan, Asia/Tokyo",
        "UTC, UTC",
        "EST5EDT, EST5EDT",
        "Etc/GMT+5, Etc/GMT+5",
        "etc/gmt+5, Etc/GMT+5",
        "GMT0, GMT0"
    })
    void aCityACountryOrAZoneIsFoundInWhateverSpelling(String typed, String zone) {
        assertThat(zones.search(typed)).isEqualTo(new Found(true, List.of(ZoneId.of(zone))));
    }

    @Test // #4
    void ofSeveralThatMayBeMeantThePersonChooses() {
        Found states = zones.search("United States");
        assertThat(states.exact()).isFalse();
        assertThat(states.zones()).startsWith(ZoneId.of("America/New_York")).contains(ZoneId.of("America/Denver"));
        assertThat(zones.search("madei").zones()).contains(ZoneId.of("Atlantic/Madeira"));
        assertThat(zones.search("guay").zones()).contains(ZoneId.of("America/Guayaquil"));
    }

    @ParameterizedTest // #4
    @ValueSource(strings = {"", " ", "?", "zz", "Atlantis", "%", "'; drop table", "<b>", "😀"})
    void whatIsNoPlaceIsNotFound(String typed) {
        assertThat(zones.search(typed)).isEqualTo(new Found(false, List.of()));
    }

    @ParameterizedTest // #4
    @EnumSource(Language.class)
    void everyCountrysZonesAreInTheListsOnce(Language language) {
        List<ZoneId> listed = zones.continents().stream()
                .flatMap(continent -> zones.in(continent, language).stream())
                .toList();
        assertThat(listed).doesNotHaveDuplicates().hasSizeGreaterThan(400);
        assertThat(listed).allSatisfy(zone -> {
            assertThat(zones.city(zone, language)).isNotBlank().doesNotContain("_", "/");
            assertThat(zones.country(zone, language)).isPresent();
        });
        assertThat(zones.in("Atlantis", language)).isEmpty();
    }

    @Test // #4
    void citiesAndCountriesAreNamedInThePersonsLanguage() {
        ZoneId copenhagen = ZoneId.of("Europe/Copenhagen");
        assertThat(zones.city(copenhagen, Language.EN)).isEqualTo("Copenhagen");
        assertThat(zones.city(copenhagen, Language.SV)).isEqualTo("Köpenhamn");
        assertThat(zones.city(copenhagen, Language.ES)).isEqualTo("Copenhague");
        assertThat(zones.country(copenhagen, Language.ES)).contains("Dinamarca");
        assertThat(zones.country(ZoneId.of("UTC"), Language.ES)).isEmpty();
    }
}
