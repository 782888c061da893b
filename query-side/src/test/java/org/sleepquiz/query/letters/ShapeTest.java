package org.sleepquiz.query.letters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sleepquiz.messages.Json;

class ShapeTest {

    @Test // #5
    void aShapeHasTheNamesAndNoneOfTheValues() {
        String event = """
                {"telegramId":"7000000123","entry":{"quality":7,"answers":{"PHONE_USAGE":true,"DISRUPTIONS":["NOISE","PAIN"]}},
                 "none":null,"empty":[]}""";
        assertThat(Shape.of(Json.MAPPER.readTree(event)).toString())
                .isEqualTo(
                        "{\"telegramId\":\"string\",\"entry\":{\"quality\":\"number\",\"answers\":"
                                + "{\"PHONE_USAGE\":\"boolean\",\"DISRUPTIONS\":[\"string\"]}},\"none\":\"null\",\"empty\":[]}");
    }
}
