package org.sleepquiz.bot.access;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What of {@code sleepquiz.*} says who may come in.
 *
 * @param access {@code open}, {@code allowlist} or {@code invite}
 * @param allowedUsers Telegram ids, with commas between them: those who may where not everybody may
 */
@ConfigurationProperties("sleepquiz")
record AccessSettings(
        @DefaultValue("open") String access, @Nullable String allowedUsers) {

    private static final Pattern TELEGRAM_ID = Pattern.compile("[1-9][0-9]{0,15}");

    enum Mode {
        OPEN,
        ALLOWLIST,
        INVITE
    }

    AccessSettings {
        if (!Set.of("open", "allowlist", "invite").contains(access.strip().toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("SLEEPQUIZ_ACCESS is open, allowlist or invite");
        }
        if (!ids(allowedUsers).allMatch(AccessSettings::isTelegramId)) {
            throw new IllegalArgumentException("SLEEPQUIZ_ALLOWED_USERS is a list of ids with commas between them");
        }
    }

    static boolean isTelegramId(String text) {
        return TELEGRAM_ID.matcher(text).matches();
    }

    Mode mode() {
        return Mode.valueOf(access.strip().toUpperCase(Locale.ROOT));
    }

    Set<Long> allowed() {
        return ids(allowedUsers).map(Long::valueOf).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> ids(@Nullable String list) {
        return list == null || list.isBlank()
                ? Stream.empty()
                : Pattern.compile("[,\\s]+").splitAsStream(list.strip());
    }
}
