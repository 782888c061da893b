package org.sleepquiz.command.http;

import org.sleepquiz.httpedge.Audit;
import org.sleepquiz.messages.UserSleepCommand;
import org.sleepquiz.messages.UserSleepCommand.DeleteSleepEntryCommand;
import org.sleepquiz.messages.UserSleepCommand.EraseUserCommand;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Notes who has had a person, or a night of theirs, deleted: the log of events forgets who it was with whom it was about. */
@Component
class DeletionAudit implements WebMvcConfigurer {

    private static final String EVENT = "person_deleted";

    private final Audit audit;

    DeletionAudit(Audit audit) {
        this.audit = audit;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(
                        audit.noting(EVENT, request -> request.getMethod().equals("DELETE")))
                .addPathPatterns("/api/v1/users/**");
    }

    /** @param status of the command's outcome, in a batch */
    void note(Audit.Witnessed by, UserSleepCommand command, int status) {
        if (command instanceof EraseUserCommand) {
            audit.note(EVENT, by, Batches.PATH + "/EraseUser", status, command.telegramId());
        } else if (command instanceof DeleteSleepEntryCommand) {
            audit.note(EVENT, by, Batches.PATH + "/DeleteSleepEntry", status, command.telegramId());
        }
    }
}
