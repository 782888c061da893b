package org.sleepquiz.bot.zones;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import net.iakovlev.timeshape.TimeZoneEngine;
import net.iakovlev.timeshape.proto.Geojson;
import net.iakovlev.timeshape.proto.Geojson.Feature;
import net.iakovlev.timeshape.proto.Geojson.LineString;
import net.iakovlev.timeshape.proto.Geojson.Polygon;
import net.iakovlev.timeshape.proto.Geojson.Position;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Draws {@code zones.map} anew after a new version of timeshape:
 * {@code mvn -q -pl bot-gateway -am test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=org.sleepquiz.bot.zones.DrawZoneMap}
 * or from an IDE, in {@code bot-gateway}.
 */
final class DrawZoneMap {

    private static final Path FILE = Path.of("src/main/resources/org/sleepquiz/bot/zones/zones.map");
    private static final double DEGREES_PER_SQUARE = 0.02;

    private final List<String> names = new ArrayList<>(List.of(""));
    private final short[][] squares = new short[ZoneMap.ROWS][ZoneMap.COLUMNS];

    private DrawZoneMap() {}

    public static void main(String[] arguments) throws IOException {
        DrawZoneMap map = new DrawZoneMap();
        map.drawAll();
        map.write();
    }

    private void drawAll() throws IOException {
        try (InputStream data = Objects.requireNonNull(TimeZoneEngine.class.getResourceAsStream("/data.tar.zstd"));
                TarArchiveInputStream zones =
                        new TarArchiveInputStream(new BufferedInputStream(new ZstdInputStream(data)))) {
            for (TarArchiveEntry entry = zones.getNextEntry(); entry != null; entry = zones.getNextEntry()) {
                draw(Feature.parseFrom(zones.readNBytes((int) entry.getSize())));
            }
        }
    }

    private void draw(Feature zone) {
        names.add(zone.getProperties(0).getValueString());
        short number = (short) (names.size() - 1);
        Geojson.Geometry shape = zone.getGeometry();
        List<Polygon> polygons = shape.hasPolygon()
                ? List.of(shape.getPolygon())
                : shape.getMultiPolygon().getCoordinatesList();
        polygons.forEach(polygon -> draw(polygon, number));
    }

    /** By even and odd crossings of each row's middle, with the holes among them. */
    private void draw(Polygon polygon, short number) {
        double[][] crossings = new double[ZoneMap.ROWS][];
        int[] counts = new int[ZoneMap.ROWS];
        for (LineString ring : polygon.getCoordinatesList()) {
            List<Position> corners = ring.getCoordinatesList();
            for (int at = 0; at < corners.size(); at++) {
                cross(corners.get(at), corners.get((at + 1) % corners.size()), crossings, counts);
            }
        }
        for (int row = 0; row < ZoneMap.ROWS; row++) {
            if (counts[row] > 0) {
                Arrays.sort(crossings[row], 0, counts[row]);
                for (int at = 0; at + 1 < counts[row]; at += 2) {
                    fill(row, crossings[row][at], crossings[row][at + 1], number);
                }
            }
        }
    }

    private static void cross(Position one, Position other, double[][] crossings, int[] counts) {
        double low = Math.min(one.getLat(), other.getLat());
        double high = Math.max(one.getLat(), other.getLat());
        // the rows whose middle is in [low, high)
        int first = (int) Math.ceil((low + 90) / DEGREES_PER_SQUARE - 0.5);
        for (int row = Math.max(0, first); row < ZoneMap.ROWS && middle(row) - 90 < high; row++) {
            double latitude = middle(row) - 90;
            if (latitude < low) {
                continue;
            }
            double part = (latitude - one.getLat()) / ((double) other.getLat() - one.getLat());
            double longitude = one.getLon() + part * ((double) other.getLon() - one.getLon());
            if (crossings[row] == null) {
                crossings[row] = new double[8];
            } else if (counts[row] == crossings[row].length) {
                crossings[row] = Arrays.copyOf(crossings[row], 2 * counts[row]);
            }
            crossings[row][counts[row]++] = longitude;
        }
    }

    private static double middle(int square) {
        return (square + 0.5) * DEGREES_PER_SQUARE;
    }

    /** The squares whose middle is between; where zones overlap, the first one stays. */
    private void fill(int row, double west, double east, short number) {
        int first = Math.max(0, (int) Math.ceil((west + 180) / DEGREES_PER_SQUARE - 0.5));
        for (int column = first; column < ZoneMap.COLUMNS && middle(column) - 180 < east; column++) {
            if (squares[row][column] == 0) {
                squares[row][column] = number;
            }
        }
    }

    private void write() throws IOException {
        Deflater smallest = new Deflater(Deflater.BEST_COMPRESSION);
        try (DataOutputStream out =
                new DataOutputStream(new DeflaterOutputStream(Files.newOutputStream(FILE), smallest, 65_536))) {
            out.writeInt(ZoneMap.FORM);
            out.writeInt(names.size());
            for (String name : names) {
                out.writeUTF(name);
            }
            for (short[] row : squares) {
                out.writeShort(begins(row).size());
            }
            for (short[] row : squares) {
                List<Integer> begins = begins(row);
                for (int column : begins) {
                    out.writeShort(column);
                }
                for (int column : begins) {
                    out.writeShort(row[column]);
                }
            }
        } finally {
            smallest.end();
        }
    }

    private static List<Integer> begins(short[] row) {
        List<Integer> begins = new ArrayList<>();
        for (int column = 0; column < row.length; column++) {
            if (column == 0 || row[column] != row[column - 1]) {
                begins.add(column);
            }
        }
        return begins;
    }
}
