package org.sleepquiz.bot.zones;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Collator;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.sleepquiz.messages.Language;

/**
 * The zones of the IANA database. What is offered in lists is what {@code zone.tab} has: each country's zones, one for each place
 * where clocks have differed. Chosen by name, every zone is there that this Java knows, older names too.
 *
 * <p>Cities and countries are named in a person's language as Unicode's CLDR has it: countries by Java, cities by the files
 * {@code cities_xx.properties} beside this class, which hold what differs from the zone's name.
 */
public final class ZoneCatalogue {

    private static final int MOST_FOUND = 24;
    private static final int SHORTEST_PART = 3; // letters of a name that is not given whole

    private final Map<String, String> countries = new LinkedHashMap<>(); // by zone
    private final Map<String, List<String>> byContinent = new TreeMap<>();
    private final Map<String, String> all = new TreeMap<>(); // by the name in lower case
    private final Map<Language, Properties> cities = new TreeMap<>();
    private final Set<Name> names = new LinkedHashSet<>(); // filled by the first search

    /** Something by which a zone is found. */
    private record Name(String normalised, String zone, boolean country) {}

    public ZoneCatalogue() {
        Set<String> known = ZoneId.getAvailableZoneIds();
        known.stream()
                .filter(zone -> !zone.startsWith("SystemV/"))
                .sorted()
                .forEach(zone -> all.put(zone.toLowerCase(Locale.ROOT), zone));
        for (String line : lines("zone.tab")) {
            String[] columns = line.split("\t");
            if (known.contains(columns[2])) { // a newer table than this Java's
                countries.put(columns[2], columns[0]);
                byContinent
                        .computeIfAbsent(continent(columns[2]), unknown -> new ArrayList<>())
                        .add(columns[2]);
            }
        }
        for (Language language : Language.values()) {
            cities.put(language, citiesIn(language));
        }
    }

    private synchronized Set<Name> names() {
        if (names.isEmpty()) {
            countries.forEach(this::nameCountry);
            all.values().forEach(this::nameCity);
        }
        return names;
    }

    private void nameCountry(String zone, String country) {
        for (Language language : Language.values()) {
            add(countryName(country, language), zone, true);
        }
    }

    private void nameCity(String zone) {
        add(zone, zone, false);
        add(lastPart(zone), zone, false);
        for (Language language : Language.values()) {
            add(city(zone, language), zone, false);
        }
    }

    private void add(String name, String zone, boolean country) {
        names.add(new Name(TypedName.normalised(name), zone, country));
    }

    private static List<String> lines(String file) {
        try (InputStream in = open(file);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static InputStream open(String file) {
        InputStream in = ZoneCatalogue.class.getResourceAsStream(file);
        if (in == null) {
            throw new IllegalStateException(file + " is missing");
        }
        return in;
    }

    /** None for a language without such a file: then cities are named as their zones are. */
    private static Properties citiesIn(Language language) {
        Properties cities = new Properties();
        try (InputStream in = ZoneCatalogue.class.getResourceAsStream("cities_" + language.code() + ".properties")) {
            if (in != null) {
                cities.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return cities;
    }

    /** The zone with that name, in whatever case it is written. */
    public Optional<ZoneId> named(String name) {
        return Optional.ofNullable(all.get(name.strip().toLowerCase(Locale.ROOT)))
                .map(ZoneId::of);
    }

    /**
     * What somebody may mean who types the name of a city, a country or a zone, in any of our languages.
     *
     * @param exact whether the name given is the whole name of one place
     * @param zones the best first
     */
    public record Found(boolean exact, List<ZoneId> zones) {

        public Found {
            zones = List.copyOf(zones);
        }
    }

    public Found search(String typed) {
        Optional<ZoneId> named = named(typed.strip().replace(' ', '_'));
        if (named.isPresent() && typed.indexOf('/') >= 0) {
            return new Found(true, List.of(named.get()));
        }
        String wanted = TypedName.normalised(typed);
        if (wanted.isEmpty()) {
            return new Found(false, List.of());
        }
        Set<String> found = zones(name -> name.normalised().equals(wanted) && !name.country());
        found.addAll(zones(name -> name.normalised().equals(wanted)));
        Set<String> exact = offered(found);
        if (exact.size() == 1) {
            return new Found(true, ids(exact));
        }
        if (wanted.length() >= SHORTEST_PART) {
            found.addAll(zones(name -> name.normalised().startsWith(wanted)));
            found.addAll(zones(name -> name.normalised().contains(" " + wanted)));
        }
        return new Found(false, ids(offered(found)));
    }

    private interface Wanted {
        boolean is(Name name);
    }

    private Set<String> zones(Wanted wanted) {
        Set<String> zones = new LinkedHashSet<>();
        names().stream().filter(wanted::is).map(Name::zone).forEach(zones::add);
        return zones;
    }

    /** Those that are offered in lists, if any are: the others are older names of the same places. */
    private Set<String> offered(Set<String> zones) {
        Set<String> offered = new LinkedHashSet<>(zones);
        offered.retainAll(countries.keySet());
        return offered.isEmpty() ? zones : offered;
    }

    private static List<ZoneId> ids(Set<String> zones) {
        return zones.stream().limit(MOST_FOUND).map(ZoneId::of).toList();
    }

    /** As zones name them: {@code Africa}, {@code America} … */
    public List<String> continents() {
        return List.copyOf(byContinent.keySet());
    }

    /** The zones of a continent, by the names of their cities; empty if there is no such continent. */
    public List<ZoneId> in(String continent, Language language) {
        Collator alphabet = Collator.getInstance(language.locale());
        return byContinent.getOrDefault(continent, List.of()).stream()
                .sorted(Comparator.comparing(zone -> city(zone, language), alphabet))
                .map(ZoneId::of)
                .toList();
    }

    /** The first part of a zone's name. */
    public static String continent(String zone) {
        return zone.substring(0, Math.max(0, zone.indexOf('/')));
    }

    /** The city that a zone is named for. */
    public String city(ZoneId zone, Language language) {
        return city(zone.getId(), language);
    }

    private String city(String zone, Language language) {
        String named = cities.get(language).getProperty(zone);
        return named != null ? named : lastPart(zone);
    }

    /** The whole name where the last part alone would name nothing: {@code UTC}, {@code Etc/GMT+5}, {@code EST5EDT}. */
    private static String lastPart(String zone) {
        if (zone.startsWith("Etc/") || zone.indexOf('/') < 0) {
            return zone;
        }
        return zone.substring(zone.lastIndexOf('/') + 1).replace('_', ' ');
    }

    /** The country; empty for what belongs to none, or to several. */
    public Optional<String> country(ZoneId zone, Language language) {
        return Optional.ofNullable(countries.get(zone.getId())).map(code -> countryName(code, language));
    }

    private static String countryName(String code, Language language) {
        return new Locale.Builder().setRegion(code).build().getDisplayCountry(language.locale());
    }
}
