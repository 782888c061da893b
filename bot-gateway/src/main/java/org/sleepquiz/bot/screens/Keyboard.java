package org.sleepquiz.bot.screens;

import java.util.ArrayList;
import java.util.List;
import org.sleepquiz.bot.taps.Tap;
import org.sleepquiz.bot.telegram.Button;

/** Rows of buttons in the making. */
public final class Keyboard {

    private final List<List<Button>> rows = new ArrayList<>();
    private final int columns;
    private List<Button> row = new ArrayList<>();

    /** @param columns after how many buttons a new row begins */
    public Keyboard(int columns) {
        this.columns = columns;
    }

    public Keyboard add(String label, Tap tap) {
        return add(label, tap.data());
    }

    /** @param data the button's, as its chapter reads it */
    public Keyboard add(String label, String data) {
        if (row.size() == columns) {
            newRow();
        }
        row.add(new Button(label, data));
        return this;
    }

    public Keyboard newRow() {
        if (!row.isEmpty()) {
            rows.add(row);
            row = new ArrayList<>();
        }
        return this;
    }

    /** A button in a row of its own. */
    public Keyboard addRow(String label, Tap tap) {
        return addRow(label, tap.data());
    }

    /** @param data the button's, as its chapter reads it */
    public Keyboard addRow(String label, String data) {
        return newRow().add(label, data).newRow();
    }

    public List<List<Button>> rows() {
        newRow();
        return rows;
    }
}
