package org.sleepquiz.bot.access;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the parts of access know one another. They are there in every mode, so that invites can be made before the mode is changed. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    Invites invites(JdbcClient jdbc, Clock clock) {
        return new Invites(jdbc, clock);
    }

    @Bean
    Guests guests(JdbcClient jdbc, Clock clock) {
        return new Guests(jdbc, clock);
    }

    @Bean
    AccessDoor accessDoor(AccessSettings settings, Guests guests, Invites invites, MeterRegistry meters) {
        return new AccessDoor(settings, guests, invites, meters);
    }

    @Bean
    InvitesEndpoint invitesEndpoint(Invites invites) {
        return new InvitesEndpoint(invites);
    }

    @Bean
    AdmittedEndpoint admittedEndpoint(Guests guests) {
        return new AdmittedEndpoint(guests);
    }
}
