package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sleepquiz.testsupport.Browser;
import tools.jackson.databind.JsonNode;

/** The page in a real browser; skipped, and said so, where there is none. */
class PageInBrowserTest {

    private final LocalTelegram telegram = LocalTelegram.start(0, BotClient.TOKEN, null);
    private final BotClient bot = BotClient.of(telegram);
    private final LocalPerson ada = telegram.person(1001, "Ada", "en");

    @TempDir
    private static Path profile;

    private static Browser browser;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        Browser.assumeAvailable();
        browser = Browser.open(profile);
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void close() {
        telegram.close();
    }

    @ParameterizedTest // #2
    @CsvSource({"1280, 800, light", "1280, 800, dark", "360, 740, light", "360, 740, dark"})
    void thePageFitsItsWindowAndComplainsOfNothing(int width, int height, String scheme) throws IOException {
        Demo.seed(telegram, ada);
        browser.look(width, height, scheme);
        browser.visit(telegram.url() + "/?user=1001");
        browser.waitFor("[...document.images].every(i => i.complete)");

        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isEqualTo(width);
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('.messages *')]"
                                        + ".filter(e => !e.closest('pre') && e.getBoundingClientRect().right > innerWidth + .5).length")
                        .asInt())
                .as("things sticking out")
                .isZero();
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('.key')].filter(k => k.scrollWidth > k.clientWidth).length")
                        .asInt())
                .as("cut labels")
                .isZero();
        assertThat(browser.evaluate("Math.min(...[...document.querySelectorAll('.key')].map(k => k.offsetHeight))")
                        .asInt())
                .isGreaterThanOrEqualTo(44);
        save(width + "-" + scheme + "-end");
        browser.evaluate(
                "document.querySelector('[data-message-id=\"2\"]').scrollIntoView({block: 'start', behavior: 'instant'})");
        save(width + "-" + scheme + "-begin");
        assertThat(browser.complaints()).isEmpty();
    }

    /** For people to look at; that it is a picture at all is checked too. */
    private void save(String name) throws IOException {
        byte[] png = browser.screenshot();
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isGreaterThanOrEqualTo(360);
        Files.write(Files.createDirectories(Path.of("target", "screenshots")).resolve(name + ".png"), png);
    }

    @Test // #2
    void aTapSpinsUntilItIsAnsweredAndTheEditComesInPlace() {
        Demo.say(bot, "Really?", Demo.rows(List.of(List.of("Yes", "No"))));
        browser.visit(telegram.url() + "/?user=1001");
        browser.evaluate("document.querySelector('[data-message-id=\"1\"] [data-callback=\"tap:Yes\"]').click()");
        browser.waitFor("document.querySelector('[aria-busy=\"true\"]')");

        JsonNode query = nextUpdate().path("callback_query");
        assertThat(query.path("data").asString()).isEqualTo("tap:Yes");
        bot.call(
                        "answerCallbackQuery",
                        "{\"callback_query_id\":\"" + query.path("id").asString() + "\",\"text\":\"Saved\"}")
                .result();
        browser.waitFor("!document.querySelector('[aria-busy=\"true\"]')");
        bot.call("editMessageText", "{\"chat_id\":1001,\"message_id\":1,\"text\":\"Yes <it> is\"}")
                .result();
        browser.waitFor("document.querySelector('.toast.shown').textContent === 'Saved'");
        browser.waitFor(
                "document.querySelector('[data-message-id=\"1\"] .bubble').textContent.startsWith('Yes <it> is')");
        assertThat(browser.evaluate("document.querySelectorAll('[data-message-id], .key').length")
                        .asInt())
                .isEqualTo(1);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test // #2
    void anAlertIsADialog() throws IOException {
        browser.look(360, 640, "dark");
        Demo.say(bot, "Really?", Demo.rows(List.of(List.of("Yes"))));
        browser.visit(telegram.url() + "/?user=1001");
        browser.evaluate("document.querySelector('[data-callback=\"tap:Yes\"]').click()");
        String id = nextUpdate().path("callback_query").path("id").asString();
        bot.call(
                        "answerCallbackQuery",
                        "{\"callback_query_id\":\"" + id + "\",\"text\":\"Closed\",\"show_alert\":true}")
                .result();

        browser.waitFor("document.querySelector('#alert').open");
        save("alert");
        assertThat(browser.evaluate("document.querySelector('#alert-text').textContent")
                        .asString())
                .isEqualTo("Closed");
    }

    @Test // #2
    void typingSendsAndASlashOffersTheCommandsInTheirLanguage() throws IOException {
        browser.look(360, 640, "light");
        Demo.seed(telegram, ada);
        browser.visit(telegram.url() + "/?user=1001&name=Ada&lang=sv");
        browser.evaluate("document.querySelector('#composer').focus()");
        browser.type("godmorgon");
        browser.press("Enter", "\r");
        await().untilAsserted(() -> assertThat(ada.lastMessage().text()).isEqualTo("godmorgon"));
        browser.waitFor("document.querySelector('#composer').value === ''");

        browser.type("/s");
        browser.waitFor("document.querySelectorAll('#commands li').length === 2");
        save("commands");
        assertThat(browser.evaluate("document.querySelector('#commands').textContent")
                        .asString())
                .contains("Skriv in nattens sömn");
        browser.press("ArrowDown", "");
        browser.press("Enter", "\r");
        await().untilAsserted(() -> assertThat(ada.lastMessage().text()).isEqualTo("/sleep_quiz"));
        assertThat(browser.evaluate("document.documentElement.lang").asString()).isEqualTo("sv");
    }

    @ParameterizedTest // #4
    @CsvSource({"1280, 800, light", "1280, 800, dark", "360, 740, light", "360, 740, dark"})
    void aLocationIsSharedFromTheKeyboardBelowTheField(int width, int height, String scheme) throws IOException {
        browser.look(width, height, scheme);
        Demo.say(bot, "Where do you live?", Demo.rows(List.of()));
        browser.visit(telegram.url() + "/?user=1001");
        bot.call("sendMessage", """
                        {"chat_id":1001,"text":"I only keep the time zone, never the place.","reply_markup":{"keyboard":
                         [[{"text":"Share my location","request_location":true}],["Search for a city","Never mind"]]}}""").result();
        browser.waitFor("document.querySelectorAll('#reply-keyboard .key').length === 3");
        assertThat(overflow(width)).isZero();
        save("keyboard-" + width + "-" + scheme);

        browser.evaluate("document.querySelector('#reply-keyboard .key').click()");
        browser.waitFor("document.querySelector('#location').open");
        save("places-" + width + "-" + scheme);
        browser.evaluate("[...document.querySelectorAll('.place')].find(p => p.textContent === 'Kolkata').click()");
        browser.waitFor("document.querySelectorAll('.message.mine').length === 1");
        assertThat(nextUpdate().path("message").path("location").toString())
                .isEqualTo("{\"latitude\":22.5726,\"longitude\":88.3639}");
        browser.evaluate("document.querySelector('#reply-keyboard .key').click()");
        browser.evaluate("document.querySelector('#latitude').value = '-31.5';"
                + "document.querySelector('#longitude').value = '159.1';"
                + "document.querySelector('#share').click()");
        browser.waitFor("document.querySelectorAll('.message.mine').length === 2");
        assertThat(ada.messages()).hasSize(4);

        browser.evaluate("document.querySelectorAll('#reply-keyboard .key')[2].click()");
        browser.waitFor("document.querySelectorAll('.message.mine').length === 3");
        assertThat(ada.lastMessage().text()).isEqualTo("Never mind");
        bot.call("sendMessage", """
                        {"chat_id":1001,"text":"Your zone is Australia/Lord_Howe.","reply_markup":{"remove_keyboard":true}}""").result();
        browser.waitFor("document.querySelector('#reply-keyboard').hidden");
        save("located-" + width + "-" + scheme);
        assertThat(overflow(width)).isZero();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test // #4
    void whoHasBlockedTheBotSeesHowToUnblockIt() throws IOException {
        browser.look(360, 740, "light");
        Demo.say(bot, "Good morning", Demo.rows(List.of(List.of("Start"))));
        browser.visit(telegram.url() + "/?user=1001");
        browser.evaluate("document.querySelector('#person').click()");
        browser.waitFor("document.querySelector('#people').open");
        save("block");
        browser.evaluate("document.querySelector('#block').click()");
        browser.waitFor("document.querySelector('#start').textContent === 'Unblock'");
        save("blocked");
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"x\"}")
                .refused(403, "Forbidden: bot was blocked by the user");
        browser.evaluate("document.querySelector('#start').click()");
        browser.waitFor("!document.querySelector('#form').hidden");
        bot.call("sendMessage", "{\"chat_id\":1001,\"text\":\"x\"}").result();
        assertThat(browser.complaints()).isEmpty();
    }

    private static int overflow(int width) {
        return browser.evaluate("document.documentElement.scrollWidth").asInt() - width;
    }

    @Test // #2
    void aNewVisitorSaysWhoTheyAreAndIsKnownTheNextTime() throws IOException {
        browser.look(360, 640, "dark");
        browser.evaluate("location.href = '" + telegram.url() + "/'");
        browser.waitFor("document.querySelector('#people') && document.querySelector('#people').open");
        save("people");
        browser.evaluate("document.querySelector('#new-name').value = 'Eva';"
                + "document.querySelector('#new-language').value = 'es';"
                + "document.querySelector('#new-add').click()");
        browser.waitFor("document.body.dataset.ready === 'true'");
        browser.waitFor("document.querySelector('#start').textContent === 'Iniciar'");
        save("hello");
        browser.evaluate("document.querySelector('#start').click()");
        browser.waitFor("document.querySelectorAll('.message.mine').length === 1");

        browser.visit(telegram.url() + "/");
        assertThat(browser.evaluate("document.querySelector('#person-name').textContent")
                        .asString())
                .isEqualTo("Eva");
        assertThat(nextUpdate()
                        .path("message")
                        .path("from")
                        .path("language_code")
                        .asString())
                .isEqualTo("es");
    }

    private JsonNode nextUpdate() {
        return bot.call("getUpdates", "{\"timeout\":10,\"limit\":1}").result().get(0);
    }
}
