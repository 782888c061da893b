package org.sleepquiz.bot.screens;

import java.util.ArrayList;
import java.util.List;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.telegram.Button;

/** Rows of buttons in the making. */
final class Keyboard {

    private final List<List<Button>> rows = new ArrayList<>();
    private final int columns;
    private List<Button> row = new ArrayList<>();

    /** @param columns after how many buttons a new row begins */
    Keyboard(int columns) {
        this.columns = columns;
    }

    Keyboard add(String label, Tap tap) {
        if (row.size() == columns) {
            newRow();
        }
        row.add(new Button(label, tap.data()));
        return this;
    }

    Keyboard newRow() {
        if (!row.isEmpty()) {
            rows.add(row);
            row = new ArrayList<>();
        }
        return this;
    }

    /** A button in a row of its own. */
    Keyboard addRow(String label, Tap tap) {
        return newRow().add(label, tap).newRow();
    }

    List<List<Button>> rows() {
        newRow();
        return rows;
    }
}
