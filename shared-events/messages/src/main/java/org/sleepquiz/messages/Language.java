package org.sleepquiz.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A language that the product speaks. */
public enum Language {
    EN,
    SV,
    ES;

    /** The two-letter code, as in {@code sv}. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Locale locale() {
        return Locale.forLanguageTag(code());
    }

    /**
     * The language with exactly this two-letter code.
     *
     * @throws IllegalArgumentException if the product does not speak it
     */
    @JsonCreator
    public static Language of(String code) {
        return Arrays.stream(values())
                .filter(language -> language.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("language must be one of en, sv, es"));
    }

    /** The language of a client by the language part of its tag ({@code sv-SE} is Swedish); English if we do not speak it. */
    public static Language ofTag(@Nullable String tag) {
        if (tag == null) {
            return EN;
        }
        String part = Locale.forLanguageTag(tag.replace('_', '-')).getLanguage();
        return Arrays.stream(values())
                .filter(language -> language.code().equals(part))
                .findFirst()
                .orElse(EN);
    }
}
