package org.sleepquiz.bot.screens;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.sleepquiz.bot.sides.Progress;
import org.sleepquiz.bot.sides.Progress.Earned;
import org.sleepquiz.bot.sides.Progress.Latest;

/** What a night has brought, and how far the person has come. What this make has no word for yet is passed over. */
public final class ProgressLines {

    private ProgressLines() {}

    /** Lines in HTML for the night that was just saved. */
    static List<String> of(Texts texts, Progress progress, LocalDate night) {
        List<String> lines = new ArrayList<>();
        Latest latest = progress.latest();
        boolean isNewest = latest != null && latest.nightDate().equals(night);
        lines.add(
                isNewest && latest.xp() > 0
                        ? texts.html("progress.xp-gained", latest.xp(), standing(texts, progress))
                        : texts.html("progress.xp", standing(texts, progress)));
        lines.addAll(streak(texts, progress));
        if (isNewest) {
            latest.milestones().forEach(nights -> lines.add(texts.counted("progress.milestone.", nights)));
            latest.achievements().stream()
                    .filter(achievement -> texts.has("achievement." + achievement))
                    .map(achievement -> texts.html(
                            "progress.achievement",
                            texts.plain("achievement." + achievement),
                            xpOf(progress, achievement)))
                    .forEach(lines::add);
        }
        return lines;
    }

    private static String standing(Texts texts, Progress progress) {
        String tier = texts.has("tier." + progress.tier()) ? texts.plain("tier." + progress.tier()) : progress.tier();
        return texts.plain("progress.standing", progress.level(), tier, progress.xpInLevel(), progress.xpOfLevel());
    }

    /** The streak with what still protects it, in HTML; nothing if there is none. */
    public static List<String> streak(Texts texts, Progress progress) {
        if (progress.streak() < 1) {
            return List.of();
        }
        String freezes = texts.counted("progress.freeze.", progress.freezeDaysLeft());
        return List.of(texts.counted("progress.streak.", progress.streak(), freezes));
    }

    private static int xpOf(Progress progress, String achievement) {
        return progress.achievements().stream()
                .filter(earned -> earned.achievement().equals(achievement))
                .mapToInt(Earned::xp)
                .findFirst()
                .orElse(0);
    }
}
