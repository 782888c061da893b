package org.sleepquiz.bot.zones;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Which zone a place has: a map of the earth with {@value #ROWS} rows of squares, each a fiftieth of a degree (2.2 km) high, which knows of
 * each square what its middle has. So it is wrong only within some 1.6 km of a border. Drawn by {@code DrawZoneMap} in the tests from the
 * boundaries of the library timeshape, which is not there at run time: it would need some hundred megabytes. This needs four, from
 * the first question on.
 */
public final class ZoneMap {

    /** Of a whole turn. */
    static final int COLUMNS = 18_000;

    static final int ROWS = 9_000;

    /** What the file begins with; another form has another. */
    static final int FORM = 0x5a4d_0001;

    private static final String FILE = "zones.map";
    private static final double SQUARES_PER_DEGREE = 50;

    private @Nullable Drawn drawn;

    /**
     * The map as it is drawn: of each row, where a zone begins and which it is.
     *
     * @param names of the zones; an empty one is none
     * @param rows where each row begins in the other two, and where the last ends
     * @param begins the column
     * @param zones the number of the name
     */
    private record Drawn(String[] names, int[] rows, short[] begins, short[] zones) {

        Optional<String> at(int row, int column) {
            int found = Arrays.binarySearch(begins, rows[row], rows[row + 1], (short) column);
            String name = names[zones[found >= 0 ? found : -found - 2]];
            return name.isEmpty() ? Optional.empty() : Optional.of(name);
        }
    }

    /**
     * The zone of a place, at sea too.
     *
     * @param latitude in degrees, north is positive
     * @param longitude in degrees, east is positive
     * @return empty if there is no such place, or if this Java does not know its zone
     */
    public Optional<ZoneId> at(double latitude, double longitude) {
        if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
            return Optional.empty();
        }
        return drawn().at(row(latitude), column(longitude)).flatMap(ZoneMap::known);
    }

    /** From the south; the pole itself belongs to the last. */
    static int row(double latitude) {
        return Math.min(ROWS - 1, (int) Math.floor((latitude + 90) * SQUARES_PER_DEGREE));
    }

    /** From the meridian opposite Greenwich eastward, which is the last column's end too. */
    static int column(double longitude) {
        return Math.min(COLUMNS - 1, (int) Math.floor((longitude + 180) * SQUARES_PER_DEGREE));
    }

    private static Optional<ZoneId> known(String name) {
        try {
            return Optional.of(ZoneId.of(name));
        } catch (DateTimeException newerThanThisJava) {
            return Optional.empty();
        }
    }

    private synchronized Drawn drawn() {
        if (drawn == null) {
            drawn = read();
        }
        return drawn;
    }

    private static Drawn read() {
        try (InputStream file = ZoneMap.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            DataInputStream in = new DataInputStream(new BufferedInputStream(new InflaterInputStream(file), 65_536));
            if (in.readInt() != FORM) {
                throw new IllegalStateException(FILE + " has another form");
            }
            String[] names = new String[in.readInt()];
            for (int number = 0; number < names.length; number++) {
                names[number] = in.readUTF();
            }
            int[] rows = new int[ROWS + 1];
            for (int row = 0; row < ROWS; row++) {
                rows[row + 1] = rows[row] + in.readUnsignedShort();
            }
            short[] begins = new short[rows[ROWS]];
            short[] zones = new short[rows[ROWS]];
            for (int row = 0; row < ROWS; row++) {
                for (int at = rows[row]; at < rows[row + 1]; at++) {
                    begins[at] = in.readShort();
                }
                for (int at = rows[row]; at < rows[row + 1]; at++) {
                    zones[at] = in.readShort();
                }
            }
            return new Drawn(names, rows, begins, zones);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
