package org.sleepquiz.bot.zones;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import net.iakovlev.timeshape.TimeZoneEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneMapTest {

    private static final int PLACES = 2_000; // the library takes a millisecond for each

    private final ZoneMap map = new ZoneMap();

    @ParameterizedTest // #4
    @CsvSource({
        "59.3293, 18.0686, Europe/Stockholm",
        "57.7089, 11.9746, Europe/Stockholm",
        "65.8350, 24.0500, Europe/Stockholm", // beside Haparanda, four kilometres from Finland
        "65.7369, 24.5637, Europe/Helsinki", // Kemi
        "40.7128, -74.0060, America/New_York",
        "41.8781, -87.6298, America/Chicago",
        "37.7749, -122.4194, America/Los_Angeles",
        "33.4484, -112.0740, America/Phoenix",
        "31.6904, -106.4245, America/Ciudad_Juarez", // and El Paso beside it
        "22.5726, 88.3639, Asia/Kolkata",
        "-36.8485, 174.7633, Pacific/Auckland",
        "-31.5553, 159.0821, Australia/Lord_Howe",
        "39.9042, 116.4074, Asia/Shanghai",
        "19.0760, 72.8777, Asia/Kolkata",
        "27.7172, 85.3240, Asia/Kathmandu",
        "64.1466, -21.9426, Atlantic/Reykjavik",
        "-54.8019, -68.3030, America/Argentina/Ushuaia",
        "78.2232, 15.6267, Arctic/Longyearbyen",
        "51.4779, 0.0, Europe/London",
        "-16.5, 179.999999, Pacific/Fiji",
        "50.4501, 30.5234, Europe/Kyiv",
        "1.8709, -157.3630, Pacific/Kiritimati"
    })
    void aPlaceHasItsZone(double latitude, double longitude, String zone) {
        assertThat(map.at(latitude, longitude)).contains(ZoneId.of(zone));
    }

    @Test // #4
    void everyPlaceOnEarthHasOneAndNoOtherHas() {
        for (double[] place : new double[][] {{0, -140}, {90, 0}, {-90, 180}, {0, 180}, {0, -180}, {-90, -180}}) {
            assertThat(map.at(place[0], place[1]))
                    .as("%s, %s", place[0], place[1])
                    .isPresent();
        }
        for (double[] none : new double[][] {{90.1, 0}, {0, 180.1}, {Double.NaN, 0}, {0, Double.POSITIVE_INFINITY}}) {
            assertThat(map.at(none[0], none[1])).isEmpty();
        }
    }

    /** The library from whose boundaries the map was drawn is the judge, on land where people live. */
    @Test // #4
    void ofPlacesTakenAtRandomTheMapKnowsWhatTheLibraryKnows() {
        TimeZoneEngine library = TimeZoneEngine.initialize();
        Random random = new Random(4);
        int places = 0;
        int wrong = 0;
        while (places < PLACES) {
            double latitude = Math.toDegrees(Math.asin(random.nextDouble() * 1.8 - 0.9)); // even on the sphere
            double longitude = random.nextDouble() * 360 - 180;
            List<ZoneId> there = library.queryAll(latitude, longitude);
            if (there.isEmpty() || there.get(0).getId().startsWith("Etc/")) {
                continue;
            }
            places++;
            wrong += map.at(latitude, longitude).filter(there::contains).isPresent() ? 0 : 1;
        }
        assertThat(wrong).as("of %s, all within a square of a border", places).isLessThan(PLACES / 200);
    }
}
