package org.sleepquiz.command.quiz;

import java.util.Map;
import java.util.Optional;
import org.pcollections.TreePMap;

/**
 * What a diary has gathered over the years, by key: what came from a snapshot is one text with a line for each key, in which a line is
 * looked up and read only when it is asked for, and what has changed since. Immutable. Taking ten years over from a snapshot costs as
 * much as a long text does.
 *
 * @param <K> of the keys
 * @param <V> of what is kept under them
 */
final class Kept<K, V> {

    /** How keys and values are written; neither may hold a {@code ;}, nor a key a blank. */
    interface Form<K, V> {

        /** Lines are in the order of these texts. */
        String key(K key);

        String write(V value);

        V read(String text);
    }

    private static final char AFTER_KEY = ' ';
    private static final char END = ';';

    private final Form<K, V> form;
    private final String written; // lines in the order of their keys
    private final TreePMap<String, Optional<V>> changes; // since, by the texts of keys; empty for what is gone

    private Kept(Form<K, V> form, String written, TreePMap<String, Optional<V>> changes) {
        this.form = form;
        this.written = written;
        this.changes = changes;
    }

    static <K, V> Kept<K, V> nothing(Form<K, V> form) {
        return written(form, "");
    }

    /** @param lines from {@link #written()} */
    static <K, V> Kept<K, V> written(Form<K, V> form, String lines) {
        return new Kept<>(form, lines, TreePMap.empty());
    }

    Optional<V> get(K key) {
        String text = form.key(key);
        Optional<V> changed = changes.get(text);
        return changed == null ? line(text).map(form::read) : changed;
    }

    boolean has(K key) {
        String text = form.key(key);
        Optional<V> changed = changes.get(text);
        return changed == null ? isAt(place(text), text) : changed.isPresent();
    }

    Kept<K, V> plus(K key, V value) {
        return new Kept<>(form, written, changes.plus(form.key(key), Optional.of(value)));
    }

    Kept<K, V> minus(K key) {
        return has(key) ? new Kept<>(form, written, changes.plus(form.key(key), Optional.empty())) : this;
    }

    /** Under the last key; empty if there is nothing. */
    Optional<V> last() {
        String newest = "";
        Optional<V> value = Optional.empty();
        for (Map.Entry<String, Optional<V>> change : changes.descendingMap().entrySet()) {
            if (change.getValue().isPresent()) {
                newest = change.getKey();
                value = change.getValue();
                break;
            }
        }
        for (int end = written.length(); end > 0; end = lineBefore(end)) {
            int start = lineBefore(end);
            String key = written.substring(start, written.indexOf(AFTER_KEY, start));
            if (key.compareTo(newest) <= 0) {
                return value;
            }
            if (!changes.containsKey(key)) {
                return line(key).map(form::read);
            }
        }
        return value;
    }

    /** Everything, as lines. */
    String written() {
        StringBuilder all = new StringBuilder(written.length());
        int taken = 0;
        for (Map.Entry<String, Optional<V>> change : changes.entrySet()) {
            String key = change.getKey();
            int place = place(key);
            all.append(written, taken, place);
            taken = isAt(place, key) ? written.indexOf(END, place) + 1 : place;
            change.getValue()
                    .ifPresent(value -> all.append(key)
                            .append(AFTER_KEY)
                            .append(form.write(value))
                            .append(END));
        }
        return all.append(written, taken, written.length()).toString();
    }

    private Optional<String> line(String key) {
        int place = place(key);
        return isAt(place, key)
                ? Optional.of(written.substring(place + key.length() + 1, written.indexOf(END, place)))
                : Optional.empty();
    }

    /** Where the line with that key begins, or where it would. */
    private int place(String key) {
        int low = 0;
        int high = written.length();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int start = written.lastIndexOf(END, middle - 1) + 1;
            if (written.substring(start, written.indexOf(AFTER_KEY, start)).compareTo(key) < 0) {
                low = written.indexOf(END, middle) + 1;
            } else {
                high = start;
            }
        }
        return low;
    }

    private boolean isAt(int place, String key) {
        return written.startsWith(key + AFTER_KEY, place);
    }

    /** Where the line begins that ends before there. */
    private int lineBefore(int end) {
        return written.lastIndexOf(END, end - 2) + 1;
    }
}
