package org.sleepquiz.command.security;

import org.sleepquiz.testsupport.TestPostgres;
import org.sleepquiz.testsupport.security.AttackedSide;
import org.sleepquiz.testsupport.security.EveryEndpoint;

/** Who may call what on the command-side. */
class CommandAccessIT extends EveryEndpoint {

    CommandAccessIT() {
        super("""
                GET    /actuator                                                      OPERATOR
                GET    /actuator/health                                               everybody
                GET    /actuator/health/**                                            everybody
                GET    /actuator/prometheus                                           OPERATOR
                POST   /api/v1/commands:batch                                         BOT OPERATOR
                GET    /api/v1/republications                                         OPERATOR
                POST   /api/v1/republications                                         OPERATOR
                GET    /api/v1/republications/{id}                                    OPERATOR
                DELETE /api/v1/republications/{id}                                    OPERATOR
                PUT    /api/v1/users/{telegramId}                                     BOT OPERATOR
                DELETE /api/v1/users/{telegramId}                                     BOT OPERATOR
                POST   /api/v1/users/{telegramId}/entries                             BOT OPERATOR
                DELETE /api/v1/users/{telegramId}/entries/{nightDate}                 BOT OPERATOR
                POST   /api/v1/users/{telegramId}/prompts/{forDate}/snooze            BOT OPERATOR
                POST   /api/v1/users/{telegramId}/quizzes                             BOT OPERATOR
                DELETE /api/v1/users/{telegramId}/quizzes/{quizId}                    BOT OPERATOR
                PUT    /api/v1/users/{telegramId}/quizzes/{quizId}/answers/{question} BOT OPERATOR
                PUT    /api/v1/users/{telegramId}/reachability                        BOT OPERATOR
                PATCH  /api/v1/users/{telegramId}/settings                            BOT OPERATOR
                GET    /error                                                         everybody
                POST   /error                                                         everybody
                GET    /swagger-ui.html                                               everybody
                GET    /v3/api-docs                                                   everybody
                GET    /v3/api-docs.yaml                                              everybody
                GET    /v3/api-docs/swagger-config                                    everybody
                """);
    }

    @Override
    protected AttackedSide start() {
        return AttackedCommandSide.on(TestPostgres.freshDatabase());
    }
}
