package org.sleepquiz.query.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.sleepquiz.query.Events.PATIENCE;
import static org.sleepquiz.query.Events.completed;
import static org.sleepquiz.query.Events.newUser;
import static org.sleepquiz.query.Events.night;
import static org.sleepquiz.query.Events.registered;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sleepquiz.httpedge.Role;
import org.sleepquiz.query.QueryNode;
import org.sleepquiz.query.diary.Saboteur;
import org.sleepquiz.testsupport.AlertRules;
import org.sleepquiz.testsupport.Browser;
import org.sleepquiz.testsupport.TestPostgres;

/** What operators have before their eyes. */
class LettersPageIT {

    private static final Path PICTURES = Path.of("target", "pictures");
    private static final LocalDate NIGHT = LocalDate.of(2026, 11, 24);

    private static QueryNode node;

    @BeforeAll
    static void start() {
        node = QueryNode.with(
                List.of(Saboteur.Hired.class), TestPostgres.freshDatabase(), "--sleepquiz.letters.look=1h");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test // #5
    void anOperatorLooksTriesAgainAndDiscards(@TempDir Path profile) throws IOException, InterruptedException {
        Browser.assumeAvailable();
        Saboteur saboteur = node.bean(Saboteur.class);
        String mended = newUser();
        String hopeless = newUser();
        saboteur.turnAgainst(mended);
        saboteur.turnAgainst(hopeless);
        long last = node.append(registered(mended), completed(mended, night(NIGHT)));
        node.append(registered(hopeless));
        await().atMost(PATIENCE)
                .until(() -> node.sql("select count(*) from read_model.dead_letter")
                                .query(Long.class)
                                .single()
                        == 3);
        saboteur.leaveInPeace(mended);

        try (Browser browser = Browser.open(profile)) {
            browser.look(1280, 800, "light");
            browser.visit(node.url("/dashboard/letters.html"));
            browser.evaluate("document.getElementById('token').value = '%s'".formatted(node.token(Role.OPERATOR)));
            browser.evaluate("document.querySelector('#ask button').click()");
            browser.waitFor("document.querySelectorAll('#rows tr').length === 3");
            assertThat(browser.evaluate("document.body.textContent").asString()).doesNotContain(mended, hopeless);
            save(browser, "letters-1280-light");

            browser.evaluate("document.querySelectorAll('#rows button')[1].click()");
            browser.waitFor("document.getElementById('one').open");
            assertThat(browser.evaluate("document.getElementById('one').textContent")
                            .asString())
                    .contains(mended, "QuizCompleted", "SLEEP_QUALITY")
                    .doesNotContain("22:30");
            save(browser, "letter-1280-light");
            browser.evaluate("document.getElementById('retry').click()");
            browser.waitFor("document.getElementById('done').textContent === '2 delivered, 0 left'");
            assertThat(node.knows(mended, last)).isTrue();

            browser.look(390, 844, "dark");
            browser.evaluate("document.querySelectorAll('#rows button')[0].click()");
            browser.waitFor("document.getElementById('one').open");
            browser.evaluate("document.getElementById('discard').click()");
            browser.waitFor("document.getElementById('refused').textContent.includes('MALFORMED')");
            browser.evaluate("document.getElementById('reason').value = 'was a test, never mind'");
            save(browser, "letter-390-dark");
            browser.evaluate("document.getElementById('discard').click()");
            browser.waitFor("document.getElementById('done').textContent.startsWith('Discarded')");
            assertThat(browser.evaluate("document.getElementById('rows').textContent")
                            .asString())
                    .contains("discarded", "was a test, never mind");
            save(browser, "letters-390-dark");
            // the browser itself notes the refusal that was provoked, and that there is no icon
            assertThat(browser.complaints())
                    .allMatch(complaint -> complaint.contains("/discard") || complaint.contains("favicon.ico"));
        }
    }

    @Test // #5
    void whatTheAlertsAreAboutIsMeasured() {
        AlertRules.of("query-side")
                .areAboutWhatIsIn(
                        node.getAs(Role.OPERATOR, "/actuator/prometheus").body());
    }

    private static void save(Browser browser, String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), browser.screenshot());
    }
}
