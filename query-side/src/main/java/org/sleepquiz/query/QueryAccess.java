package org.sleepquiz.query;

import java.time.Clock;
import org.sleepquiz.httpedge.AccessRules;
import org.sleepquiz.httpedge.Role;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/**
 * Who may ask what: about one person the bot, analysts and operators; about everybody only the latter two; about the read model
 * itself operators alone.
 */
@Configuration
class QueryAccess {

    @Bean
    AccessRules accessRules() {
        return requests -> {
            // everything about a person at once is for that person, who asks by the bot
            requests.requestMatchers(HttpMethod.GET, "/api/v1/users/*/export")
                    .hasAnyRole(Role.BOT.name(), Role.OPERATOR.name());
            // what we knew is for those who answer for it
            requests.requestMatchers(HttpMethod.GET, "/api/v1/users/*/as-of")
                    .hasAnyRole(Role.ANALYST.name(), Role.OPERATOR.name());
            requests.requestMatchers(HttpMethod.GET, "/api/v1/users/**")
                    .hasAnyRole(Role.BOT.name(), Role.ANALYST.name(), Role.OPERATOR.name());
            requests.requestMatchers(HttpMethod.GET, "/api/v1/analytics/**")
                    .hasAnyRole(Role.ANALYST.name(), Role.OPERATOR.name());
            requests.requestMatchers("/api/v1/rebuilds/**").hasRole(Role.OPERATOR.name());
            requests.requestMatchers("/api/v1/dead-letters", "/api/v1/dead-letters/**")
                    .hasRole(Role.OPERATOR.name());
            // the page itself; what it shows it asks for with a token
            requests.requestMatchers(HttpMethod.GET, "/dashboard/**").permitAll();
            requests.requestMatchers(HttpMethod.GET, "/actuator/**").hasRole(Role.OPERATOR.name());
        };
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
