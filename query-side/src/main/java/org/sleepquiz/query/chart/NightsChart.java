package org.sleepquiz.query.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.sleepquiz.query.chart.ClockAxis.Piece;

/**
 * Draws nights: dates from left to right, the clock from top to bottom, a bar from bed to wake. The picture has a background of
 * its own, so that it looks the same on a light and on a dark screen, and letters that can be read on a telephone. Drawn by hand:
 * the bars of charting libraries stand on a base line, these float.
 */
final class NightsChart {

    static final int WIDTH = 1000;
    static final int HEIGHT = 600;

    private static final Color NIGHT = new Color(0x161B36);
    private static final Color PANEL = new Color(0x1F2647);
    private static final Color LINE = new Color(0x343D66);
    private static final Color MISSING = new Color(0x66709E);
    private static final Color TEXT = new Color(0xF4F5FC);
    private static final Color SOFT_TEXT = new Color(0xB4BBDB);

    private static final int PADDING = 36;
    private static final int LEFT = 122;
    private static final int RIGHT = WIDTH - PADDING;
    private static final int TOP = 104;
    private static final int BOTTOM = 466;

    /** Between the edge of the panel and what is drawn in it. */
    private static final int INSET = 12;

    /** Up to so many nights every day has a label, and every bar its quality; beyond, a label a week. */
    private static final int FEW = 14;

    /** Up to so many nights a bar is wide enough for its clock times. */
    private static final int VERY_FEW = 7;

    private static final int LEAST_HEIGHT_FOR_TIMES = 120;
    private static final int LEAST_HEIGHT_FOR_QUALITY = 34;

    private final Graphics2D graphics;
    private final ChartTexts texts;
    private final LocalDate from;
    private final LocalDate to;
    private final Map<LocalDate, Bar> bars;
    private final ClockAxis axis;

    private NightsChart(Graphics2D graphics, ChartTexts texts, LocalDate from, LocalDate to, List<Bar> bars) {
        this.graphics = graphics;
        this.texts = texts;
        this.from = from;
        this.to = to;
        this.bars = bars.stream().collect(Collectors.toMap(Bar::nightDate, Function.identity()));
        this.axis = ClockAxis.of(bars);
    }

    /**
     * @param from the first night date, inclusive
     * @param to the last night date, inclusive
     * @param bars at least one, each of a night of its own within those dates
     * @return a PNG
     */
    static byte[] png(ChartTexts texts, LocalDate from, LocalDate to, List<Bar> bars) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            new NightsChart(graphics, texts, from, to, bars).draw();
        } finally {
            graphics.dispose();
        }
        return encoded(image);
    }

    /** In memory: what people answered does not go by way of a temporary file. */
    private static byte[] encoded(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream png = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", png);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private void draw() {
        graphics.setColor(NIGHT);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        drawHeading();
        drawClock();
        for (LocalDate date = from; !date.isAfter(to); date = date.plusDays(1)) {
            Bar bar = bars.get(date);
            if (bar == null) {
                drawMissing(centre(date), TOP + INSET, BOTTOM - INSET);
            } else {
                drawBar(bar);
            }
            drawDate(date);
        }
        drawLegend();
    }

    private int nights() {
        return Math.toIntExact(ChronoUnit.DAYS.between(from, to) + 1);
    }

    private double pitch() {
        return (double) (RIGHT - LEFT - 2 * INSET) / nights();
    }

    private double centre(LocalDate date) {
        return LEFT + INSET + (ChronoUnit.DAYS.between(from, date) + 0.5) * pitch();
    }

    private double y(int minute) {
        return TOP + INSET + (double) minute / axis.length() * (BOTTOM - TOP - 2 * INSET);
    }

    private void drawHeading() {
        font(Font.BOLD, 36);
        graphics.setColor(TEXT);
        graphics.drawString(texts.title(), PADDING, 52);
        font(Font.PLAIN, 23);
        graphics.setColor(SOFT_TEXT);
        graphics.drawString(texts.dates(from, to), PADDING, 86);
        rightAligned(texts.entries(bars.size(), nights()), RIGHT, 86);
    }

    private void drawClock() {
        graphics.setColor(PANEL);
        graphics.fill(new RoundRectangle2D.Double(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP, 20, 20));
        font(Font.PLAIN, 22);
        for (int minute : axis.lines()) {
            double y = y(minute);
            graphics.setColor(LINE);
            line(LEFT, y, RIGHT, y, new BasicStroke(1.5f));
            graphics.setColor(SOFT_TEXT);
            rightAligned(axis.time(minute).toString(), LEFT - 14, y + 8);
        }
    }

    private void drawBar(Bar bar) {
        double width = Math.min(78, pitch() * 0.64);
        double x = centre(bar.nightDate()) - width / 2;
        for (Piece piece : axis.pieces(bar)) {
            double top = y(piece.from());
            double height = Math.max(2, y(piece.to()) - top);
            double round = Math.min(Math.min(22, width * 0.5), height);
            graphics.setColor(QualityBand.of(bar.quality()).color());
            graphics.fill(new RoundRectangle2D.Double(x, top, width, height, round, round));
            if (piece.minutes() * 2 >= bar.minutes()) {
                drawFigures(bar, top, height);
            }
        }
    }

    private void drawFigures(Bar bar, double top, double height) {
        graphics.setColor(NIGHT);
        double centre = centre(bar.nightDate());
        if (nights() <= FEW && height >= LEAST_HEIGHT_FOR_QUALITY) {
            font(Font.BOLD, nights() <= VERY_FEW ? 30 : 24);
            centred(Integer.toString(bar.quality()), centre, top + height / 2 + 10);
        }
        if (nights() <= VERY_FEW && height >= LEAST_HEIGHT_FOR_TIMES) {
            font(Font.PLAIN, 21);
            centred(bar.bed().toString(), centre, top + 27);
            centred(bar.wake().toString(), centre, top + height - 12);
        }
    }

    private void drawMissing(double x, double top, double bottom) {
        graphics.setColor(MISSING);
        line(
                x,
                top,
                x,
                bottom,
                new BasicStroke(3f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1f, new float[] {0.1f, 11f}, 0f));
    }

    private void drawDate(LocalDate date) {
        double centre = centre(date);
        if (nights() <= FEW) {
            font(Font.PLAIN, 22);
            graphics.setColor(SOFT_TEXT);
            centred(texts.weekday(date), centre, BOTTOM + 28);
            graphics.setColor(TEXT);
            centred(Integer.toString(date.getDayOfMonth()), centre, BOTTOM + 56);
        } else if (date.getDayOfWeek() == DayOfWeek.MONDAY) {
            font(Font.PLAIN, 22);
            graphics.setColor(LINE);
            line(centre, BOTTOM, centre, BOTTOM + 10, new BasicStroke(2f));
            graphics.setColor(SOFT_TEXT);
            centred(texts.weekday(date), centre, BOTTOM + 32);
            graphics.setColor(TEXT);
            centred(texts.day(date), centre, BOTTOM + 60);
        }
    }

    private void drawLegend() {
        font(Font.PLAIN, 22);
        double baseline = HEIGHT - 26;
        double x = PADDING;
        graphics.setColor(SOFT_TEXT);
        x += text(texts.quality(), x, baseline) + 24;
        for (QualityBand band : QualityBand.values()) {
            graphics.setColor(band.color());
            graphics.fill(new RoundRectangle2D.Double(x, baseline - 18, 22, 22, 8, 8));
            graphics.setColor(TEXT);
            x += 32 + text(texts.band(band), x + 32, baseline) + 26;
        }
        drawMissing(x + 4, baseline - 20, baseline + 4);
        graphics.setColor(TEXT);
        text(texts.missing(), x + 20, baseline);
    }

    private void font(int style, int size) {
        graphics.setFont(new Font(Font.SANS_SERIF, style, size));
    }

    /** @return how wide the text is */
    private double text(String text, double x, double baseline) {
        graphics.drawString(text, (float) x, (float) baseline);
        return width(text);
    }

    private void centred(String text, double x, double baseline) {
        text(text, x - width(text) / 2, baseline);
    }

    private void rightAligned(String text, double x, double baseline) {
        text(text, x - width(text), baseline);
    }

    private double width(String text) {
        return graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
    }

    private void line(double x1, double y1, double x2, double y2, Stroke stroke) {
        Stroke before = graphics.getStroke();
        graphics.setStroke(stroke);
        graphics.draw(new Line2D.Double(x1, y1, x2, y2));
        graphics.setStroke(before);
    }
}
