package org.sleepquiz.messages;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes {@link Answers} with a property per question. Left to itself Jackson finds out anew with every map how its keys are
 * written, which costs as much as all the rest of an event.
 */
final class AnswersJson extends StdSerializer<Answers> {

    AnswersJson() {
        super(Answers.class);
    }

    @Override
    public void serialize(Answers answers, JsonGenerator json, SerializationContext context) {
        json.writeStartObject(answers);
        answers.byQuestion().forEach((question, value) -> json.writePOJOProperty(question.name(), value.json()));
        json.writeEndObject();
    }
}
