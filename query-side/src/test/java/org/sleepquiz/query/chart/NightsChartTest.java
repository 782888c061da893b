package org.sleepquiz.query.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sleepquiz.messages.Language;

/** What is to be seen in a picture. They lie in {@code target/charts}, to be looked at. */
class NightsChartTest {

    private static final LocalDate TO = LocalDate.of(2026, 11, 24);
    private static final Path CHARTS = Path.of("target", "charts");

    @ParameterizedTest // #4
    @EnumSource(Language.class)
    void aWeekInEveryLanguage(Language language) throws IOException {
        List<Bar> bars = new ArrayList<>();
        bars.add(new Bar(TO.minusDays(6), time("22:45"), time("06:15"), 7));
        bars.add(new Bar(TO.minusDays(5), time("23:30"), time("06:30"), 4));
        bars.add(new Bar(TO.minusDays(4), time("22:15"), time("06:00"), 9));
        bars.add(new Bar(TO.minusDays(3), time("00:45"), time("08:30"), 6));
        bars.add(new Bar(TO.minusDays(1), time("23:00"), time("06:45"), 10));
        bars.add(new Bar(TO, time("23:15"), time("06:30"), 8));
        BufferedImage image = picture("week-" + language.code(), language, 7, bars);
        assertThat(image.getWidth()).isEqualTo(1000);
        assertThat(image.getHeight()).isEqualTo(600);
        assertThat(colours(image, 0)).contains(QualityBand.OKAY).hasSize(1);
        assertThat(colours(image, 1)).contains(QualityBand.POOR).hasSize(1);
        assertThat(colours(image, 2)).contains(QualityBand.GOOD).hasSize(1);
        // the gap
        assertThat(colours(image, 4)).isEmpty();
    }

    @Test // #4
    void aFortnight() throws IOException {
        BufferedImage image = picture("fortnight", Language.SV, 14, manyNights(14, 3));
        assertThat(image.getColorModel().hasAlpha()).isFalse();
    }

    @Test // #4
    void aMonth() throws IOException {
        picture("month", Language.EN, 30, manyNights(30, 5));
        picture("month-sv", Language.SV, 30, manyNights(30, 7));
    }

    @Test // #4
    void aLonelyNight() throws IOException {
        BufferedImage image =
                picture("lonely", Language.ES, 7, List.of(new Bar(TO.minusDays(2), time("23:00"), time("07:00"), 3)));
        for (int night = 0; night < 7; night++) {
            assertThat(colours(image, night)).hasSize(night == 4 ? 1 : 0);
        }
        picture("lonely-month", Language.EN, 30, List.of(new Bar(TO.minusDays(2), time("23:00"), time("07:00"), 3)));
    }

    @Test // #4
    void somebodyWhoSleepsByDay() throws IOException {
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            bars.add(new Bar(TO.minusDays(i), time("08:30").plusMinutes(15L * (i % 3)), time("15:45"), 4 + i % 5));
        }
        picture("by-day", Language.EN, 7, bars);
    }

    @Test // #4
    void somebodyWhoseShiftsChange() throws IOException {
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            LocalTime bed = time(i < 5 ? "22:30" : i < 10 ? "07:30" : "14:15");
            bars.add(new Bar(TO.minusDays(i), bed, bed.plusMinutes(510 + 15L * (i % 4)), 2 + i % 8));
        }
        picture("shifts", Language.EN, 14, bars);
    }

    private static List<Bar> manyNights(int nights, int seed) {
        Random random = new Random(seed);
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < nights; i++) {
            if (random.nextInt(6) > 0) {
                LocalTime bed = time("22:15").plusMinutes(15L * random.nextInt(11));
                LocalTime wake = time("06:00").plusMinutes(15L * random.nextInt(10));
                bars.add(new Bar(TO.minusDays(i), bed, wake, 2 + random.nextInt(9)));
            }
        }
        return bars;
    }

    private static BufferedImage picture(String name, Language language, int nights, List<Bar> bars)
            throws IOException {
        byte[] png = NightsChart.png(new ChartTexts(language), TO.minusDays(nights - 1L), TO, bars);
        Files.createDirectories(CHARTS);
        Files.write(CHARTS.resolve(name + ".png"), png);
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    /** The qualities that are to be seen beside the middle of a night's column, in a chart of a week. */
    private static Set<QualityBand> colours(BufferedImage image, int night) {
        int pitch = (964 - 122 - 24) / 7;
        int x = 122 + 12 + pitch * night + pitch / 2 - 32;
        Set<QualityBand> found = new TreeSet<>();
        for (int y = 104; y < 466; y++) {
            for (QualityBand band : QualityBand.values()) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == (band.color().getRGB() & 0xFFFFFF)) {
                    found.add(band);
                }
            }
        }
        return found;
    }

    private static LocalTime time(String text) {
        return LocalTime.parse(text);
    }
}
