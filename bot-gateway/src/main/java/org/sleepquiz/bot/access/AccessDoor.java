package org.sleepquiz.bot.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sleepquiz.bot.access.AccessSettings.Mode;
import org.sleepquiz.bot.conversation.Answer;
import org.sleepquiz.bot.conversation.Door;
import org.sleepquiz.bot.screens.Texts;
import org.sleepquiz.bot.telegram.Incoming;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Screen;
import org.sleepquiz.bot.telegram.Silence;
import org.sleepquiz.messages.Language;

/**
 * Lets in who may come in. Whoever may not is told so once, in their client's language, and then not again for hours, whatever they
 * tap; only a code that does not work is always answered, for somebody tries to come in.
 */
class AccessDoor implements Door {

    private final Mode mode;
    private final Set<Long> allowed;
    private final Guests guests;
    private final Invites invites;
    private final Counter refused;

    AccessDoor(AccessSettings settings, Guests guests, Invites invites, MeterRegistry meters) {
        this.mode = settings.mode();
        this.allowed = settings.allowed();
        this.guests = guests;
        this.invites = invites;
        this.refused = Counter.builder("sleepquiz.bot.refused")
                .description("Updates of people who may not talk with the bot")
                .register(meters);
    }

    @Override
    public Optional<Answer> refusal(Incoming incoming) {
        if (mode == Mode.OPEN || allowed.contains(incoming.userId())) {
            return Optional.empty();
        }
        if (mode == Mode.ALLOWLIST) {
            return Optional.of(refused(incoming, "access.refused.allowlist"));
        }
        if (guests.isAdmitted(incoming.userId())) {
            return Optional.empty();
        }
        Optional<String> code = code(incoming);
        if (code.isEmpty()) {
            return Optional.of(refused(incoming, "access.refused.invite"));
        }
        boolean admitted = code.flatMap(InviteCode::of)
                .filter(invite -> invites.redeem(invite, incoming.userId()))
                .isPresent();
        return admitted ? Optional.empty() : Optional.of(badCode(incoming));
    }

    private static Optional<String> code(Incoming incoming) {
        if (!(incoming instanceof Said said)) {
            return Optional.empty();
        }
        String[] words = said.text().strip().split("\\s+", 2);
        return words.length == 2 && words[0].split("@", 2)[0].equalsIgnoreCase("/start")
                ? Optional.of(words[1])
                : Optional.empty();
    }

    private Answer badCode(Incoming incoming) {
        refused.increment();
        Language language = incoming.clientLanguage();
        return Answer.aside(new Screen(Texts.in(language).html("access.bad-code"), List.of()), language);
    }

    private Answer refused(Incoming incoming, String key) {
        refused.increment();
        Language language = incoming.clientLanguage();
        Texts texts = Texts.in(language);
        Answer answer = guests.isToBeTold(incoming.userId(), incoming.updateId())
                ? Answer.aside(new Screen(texts.html(key), List.of()), language)
                : Answer.aside(new Silence(), language);
        return incoming instanceof Tapped ? answer.saying(texts.plain("toast.access.refused")) : answer;
    }
}
