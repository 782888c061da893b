package org.sleepquiz.query.security;

import org.sleepquiz.query.QuerySide;
import org.sleepquiz.testsupport.TestPostgres;
import org.sleepquiz.testsupport.security.AttackedSide;
import org.sleepquiz.testsupport.security.EveryEndpoint;

/** Who may call what on the query-side. */
class QueryAccessIT extends EveryEndpoint {

    QueryAccessIT() {
        super("""
                GET    /actuator                              OPERATOR
                GET    /actuator/health                       everybody
                GET    /actuator/health/**                    everybody
                GET    /actuator/prometheus                   OPERATOR
                GET    /api/v1/dead-letters                   OPERATOR
                GET    /api/v1/dead-letters/{id}              OPERATOR
                POST   /api/v1/dead-letters/{id}/discard      OPERATOR
                POST   /api/v1/dead-letters/{id}/retry        OPERATOR
                GET    /api/v1/rebuilds                       OPERATOR
                POST   /api/v1/rebuilds                       OPERATOR
                GET    /api/v1/rebuilds/{version}             OPERATOR
                DELETE /api/v1/rebuilds/{version}             OPERATOR
                POST   /api/v1/rebuilds/{version}/switch      OPERATOR
                GET    /api/v1/users/{telegramId}             BOT ANALYST OPERATOR
                GET    /api/v1/users/{telegramId}/as-of       ANALYST OPERATOR
                GET    /api/v1/users/{telegramId}/best-time   BOT ANALYST OPERATOR
                GET    /api/v1/users/{telegramId}/chart.png   BOT ANALYST OPERATOR
                GET    /api/v1/users/{telegramId}/entries     BOT ANALYST OPERATOR
                GET    /api/v1/users/{telegramId}/export      BOT OPERATOR
                GET    /api/v1/users/{telegramId}/history     BOT ANALYST OPERATOR
                GET    /api/v1/users/{telegramId}/progress    BOT ANALYST OPERATOR
                GET    /api/v1/users/{telegramId}/summary     BOT ANALYST OPERATOR
                GET    /error                                 everybody
                POST   /error                                 everybody
                GET    /swagger-ui.html                       everybody
                GET    /v3/api-docs                           everybody
                GET    /v3/api-docs.yaml                      everybody
                GET    /v3/api-docs/swagger-config            everybody
                """);
    }

    @Override
    protected AttackedSide start() {
        return AttackedSide.start(QuerySide.application(), TestPostgres.freshDatabase());
    }
}
