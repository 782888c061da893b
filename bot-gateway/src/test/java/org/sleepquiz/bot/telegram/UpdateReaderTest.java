package org.sleepquiz.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sleepquiz.bot.telegram.Incoming.Located;
import org.sleepquiz.bot.telegram.Incoming.Reachability;
import org.sleepquiz.bot.telegram.Incoming.Said;
import org.sleepquiz.bot.telegram.Incoming.Tapped;
import org.sleepquiz.bot.telegram.Telegram.Updates;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;

class UpdateReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-24T07:00:00Z");

    private final UpdateReader reader = new UpdateReader(Clock.fixed(NOW, ZoneOffset.UTC));

    private Updates read(String update) {
        return reader.read(Json.MAPPER.readTree("[" + update + "]"));
    }

    @Test // #2
    void ofAMessageOnlyWhatWeActOnIsTaken() {
        Updates updates = read("""
                {"update_id": 7, "message": {"message_id": 3, "date": 1795503600, "text": "/start",
                  "chat": {"id": 9007199254740, "type": "private", "first_name": "Eva"},
                  "from": {"id": 9007199254740, "is_bot": false, "first_name": "Eva", "language_code": "sv-SE"}}}""");
        Said said = new Said(7, 9007199254740L, 9007199254740L, "sv-SE", Instant.ofEpochSecond(1795503600), "/start");
        assertThat(updates.incoming()).containsExactly(said);
        assertThat(updates.next()).hasValue(8);
        assertThat(Json.MAPPER.writeValueAsString(said)).doesNotContain("Eva");
    }

    @Test // #2
    void aTapIsReadWithItsMessageAlsoIfThatIsInaccessible() {
        Updates updates = read("""
                {"update_id": 7, "callback_query": {"id": "55", "data": "n", "chat_instance": "1",
                  "message": {"message_id": 3, "date": 0, "chat": {"id": 5, "type": "private"}},
                  "from": {"id": 5, "is_bot": false, "language_code": "es"}}}""");
        assertThat(updates.incoming()).containsExactly(new Tapped(7, 5, 5, "es", NOW, "55", 3L, "n"));
    }

    @Test // #2, regression 13
    void aTapWithoutAMessageIsStillATap() {
        Updates updates = read("""
                {"update_id": 7, "callback_query": {"id": "55", "inline_message_id": "x", "chat_instance": "1",
                  "from": {"id": 5, "is_bot": false}}}""");
        assertThat(updates.incoming()).containsExactly(new Tapped(7, 5, 5, null, NOW, "55", null, null));
    }

    @Test // #4
    void aSharedLocationIsAPlaceAndNothingElseOfItIsTaken() {
        Updates updates = read("""
                {"update_id": 7, "message": {"message_id": 3, "date": 1795503600,
                  "location": {"latitude": -31.55, "longitude": 159.08, "live_period": 60},
                  "chat": {"id": 5, "type": "private"}, "from": {"id": 5, "language_code": "en"}}}""");
        assertThat(updates.incoming())
                .containsExactly(new Located(7, 5, 5, "en", Instant.ofEpochSecond(1795503600), -31.55, 159.08));
    }

    @ParameterizedTest // #4
    @CsvSource({"kicked, false", "member, true"})
    void blockingTheBotAndLettingItInAgainIsRead(String status, boolean reachable) {
        Updates updates = read("""
                {"update_id": 7, "my_chat_member": {"date": 1795503600, "chat": {"id": 5, "type": "private"},
                  "from": {"id": 5, "is_bot": false, "language_code": "sv"},
                  "old_chat_member": {"status": "member"}, "new_chat_member": {"status": "%s"}}}""".formatted(status));
        Incoming change = new Reachability(7, 5, 5, "sv", Instant.ofEpochSecond(1795503600), reachable);
        assertThat(updates.incoming()).containsExactly(change);
        assertThat(Json.MAPPER.readValue(Json.MAPPER.writeValueAsString(change), Incoming.class))
                .isEqualTo(change);
    }

    @ParameterizedTest // #2, regression 13
    @ValueSource(
            strings = {
                "{\"update_id\":7,\"edited_message\":{\"message_id\":3,\"date\":1,\"text\":\"x\",\"chat\":{\"id\":5,\"type\":\"private\"},\"from\":{\"id\":5}}}",
                "{\"update_id\":7,\"message\":{\"message_id\":3,\"date\":1,\"text\":\"/start\",\"chat\":{\"id\":-5,\"type\":\"group\"},\"from\":{\"id\":5}}}",
                "{\"update_id\":7,\"message\":{\"message_id\":3,\"date\":1,\"text\":\"/start\",\"chat\":{\"id\":-5,\"type\":\"supergroup\"},\"from\":{\"id\":5}}}",
                "{\"update_id\":7,\"channel_post\":{\"message_id\":3,\"date\":1,\"text\":\"x\",\"chat\":{\"id\":-5,\"type\":\"channel\"}}}",
                "{\"update_id\":7,\"callback_query\":{\"id\":\"1\",\"data\":\"n\",\"message\":{\"message_id\":3,\"chat\":{\"id\":-5,\"type\":\"group\"}},\"from\":{\"id\":5}}}",
                "{\"update_id\":7,\"my_chat_member\":{\"chat\":{\"id\":5,\"type\":\"private\"},\"from\":{\"id\":5}}}",
                "{\"update_id\":7,\"my_chat_member\":{\"chat\":{\"id\":-5,\"type\":\"group\"},\"from\":{\"id\":5},\"new_chat_member\":{\"status\":\"kicked\"}}}",
                "{\"update_id\":7,\"callback_query\":{\"id\":\"1\",\"data\":\"n\",\"from\":{\"id\":9223372036854775807}}}",
                "{\"update_id\":7,\"poll_of_the_future\":{\"id\":\"1\"}}",
                "{\"update_id\":7,\"message\":\"not even an object\"}",
                "{\"update_id\":7,\"message\":{\"chat\":{\"type\":\"private\",\"id\":\"five\"},\"from\":{\"id\":\"five\"}}}",
                "{\"update_id\":7}"
            })
    void whatDoesNotConcernUsIsPassedOverAndConfirmed(String update) {
        Updates updates = read(update);
        assertThat(updates.incoming()).isEmpty();
        assertThat(updates.ignored()).isEqualTo(1);
        assertThat(updates.next()).hasValue(8);
    }

    @Test // #2, regression 13
    void aPictureIsAMessageWithoutText() {
        Updates updates = read("""
                {"update_id": 7, "message": {"message_id": 3, "date": 1795503600, "photo": [],
                  "chat": {"id": 5, "type": "private"}, "from": {"id": 5}}}""");
        assertThat(updates.incoming())
                .singleElement()
                .isInstanceOfSatisfying(
                        Said.class, said -> assertThat(said.text()).isEmpty());
    }

    @Test // #2
    void aCharacterThatPostgresKeepsInNoTextDoesNotGetThatFar() {
        Updates updates = read("""
                {"update_id": 7, "message": {"message_id": 3, "date": 1, "text": "a\\u0000b",
                  "chat": {"id": 5, "type": "private"}, "from": {"id": 5}}}""");
        assertThat(updates.incoming()).singleElement().extracting("text").isEqualTo("ab");
    }

    @ParameterizedTest // #2, regression 22
    @ValueSource(strings = {"sv", "sv-SE", "SV-se", "sv_FI"})
    void theLanguagePartOfTheClientsTagDecides(String tag) {
        assertThat(new Said(1, 5, 5, tag, NOW, "x").clientLanguage()).isEqualTo(Language.SV);
    }

    @Property(tries = 300) // #2
    void whateverTheTextItSurvivesTheInboxsJson(@ForAll String text) {
        Incoming said = new Said(1, 5, 5, null, NOW, text);
        assertThat(Json.MAPPER.readValue(Json.MAPPER.writeValueAsString(said), Incoming.class))
                .isEqualTo(said);
    }
}
