package org.sleepquiz.bot.zones;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** A name in the form in which names are compared: without case, diacritics and signs. */
final class TypedName {

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SIGNS = Pattern.compile("[^\\p{L}\\p{N}+]+");

    private TypedName() {}

    static String normalised(String name) {
        String letters = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replace("ø", "o") // what no decomposition takes apart
                .replace("ł", "l")
                .replace("đ", "d")
                .replace("ð", "d")
                .replace("þ", "th")
                .replace("ı", "i")
                .replace("æ", "ae")
                .replace("œ", "oe")
                .replace("ß", "ss");
        return SIGNS.matcher(MARKS.matcher(letters).replaceAll(""))
                .replaceAll(" ")
                .strip();
    }
}
