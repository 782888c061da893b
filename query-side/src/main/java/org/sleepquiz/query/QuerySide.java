package org.sleepquiz.query;

import org.sleepquiz.httpedge.Admission;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** The query-side as an application of its own. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import(Admission.AtTheDoor.class)
public class QuerySide {

    public static void main(String[] arguments) {
        application().run(arguments);
    }

    /** The application, with its own {@code query-side.yml}, so that all sides fit on one classpath. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(QuerySide.class).properties("spring.config.name=query-side");
    }
}
