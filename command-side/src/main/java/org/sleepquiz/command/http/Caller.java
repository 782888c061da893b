package org.sleepquiz.command.http;

import java.util.Locale;
import org.sleepquiz.command.Origin;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.messages.UserSleepCommand;
import org.sleepquiz.messages.UserSleepCommand.NoteReachabilityCommand;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Whoever has sent the request that this thread serves. To be asked before the request is handed on: other threads do not know.
 *
 * @param isBot whether it acts for the people who use the bot
 * @param name the role, and the token's subject if that says more, as in {@code operator:maria}
 */
record Caller(boolean isBot, String name) {

    /** Of a name in the log: it is written with every event. */
    private static final int LONGEST = 64;

    static Caller ofThisRequest() {
        Authentication token = SecurityContextHolder.getContext().getAuthentication();
        if (token == null) {
            throw new IllegalStateException("nobody sends commands without a token");
        }
        boolean isOperator = token.getAuthorities().stream()
                .anyMatch(authority -> ("ROLE_" + Role.OPERATOR.name()).equals(authority.getAuthority()));
        String role = (isOperator ? Role.OPERATOR : Role.BOT).name().toLowerCase(Locale.ROOT);
        String subject = token.getName();
        String name = subject == null || subject.isBlank() || subject.equals(role) ? role : role + ":" + subject;
        return new Caller(!isOperator, name.substring(0, Math.min(LONGEST, name.length())));
    }

    /** Of a command that came by itself: from the bot it is the person's own, but for what the bot itself has noticed. */
    Origin alone(UserSleepCommand command) {
        if (!isBot) {
            return new Origin(name, "http");
        }
        return new Origin(command instanceof NoteReachabilityCommand ? name : "person", "telegram");
    }

    Origin inBatch() {
        return new Origin(name, "batch");
    }
}
