package org.sleepquiz.query.chart;

import java.awt.Color;

/**
 * What a person sees of a quality from 1 to 10. Orange, grey and blue are told apart by people who see no red or no green, and
 * their lightness differs for those who see neither.
 */
enum QualityBand {
    POOR(new Color(0xE8833A)),
    OKAY(new Color(0xC7CBE0)),
    GOOD(new Color(0x3FA9F5));

    private final Color color;

    QualityBand(Color color) {
        this.color = color;
    }

    static QualityBand of(int quality) {
        return quality <= 4 ? POOR : quality <= 7 ? OKAY : GOOD;
    }

    Color color() {
        return color;
    }
}
