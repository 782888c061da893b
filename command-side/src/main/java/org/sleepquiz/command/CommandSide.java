package org.sleepquiz.command;

import org.sleepquiz.httpedge.AccessRules;
import org.sleepquiz.httpedge.Admission;
import org.sleepquiz.httpedge.Role;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The command-side as a program. */
@SpringBootApplication
@Import(Admission.AtTheDoor.class)
public class CommandSide {

    public static void main(String[] arguments) {
        application().run(arguments);
    }

    /** The program, not yet running; its configuration has a name of its own, so that all sides fit into one JVM. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(CommandSide.class).properties("spring.config.name=command-side");
    }

    @Bean
    AccessRules accessRules() {
        return requests -> requests.requestMatchers("/api/v1/republications/**")
                .hasRole(Role.OPERATOR.name())
                .requestMatchers("/api/v1/**")
                .hasAnyRole(Role.BOT.name(), Role.OPERATOR.name())
                .requestMatchers("/actuator/**")
                .hasRole(Role.OPERATOR.name());
    }
}
