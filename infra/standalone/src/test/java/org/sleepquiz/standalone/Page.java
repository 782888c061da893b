package org.sleepquiz.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sleepquiz.testsupport.Browser;

/** The chat page as a person uses it. */
final class Page {

    private static final String LAST_OF_BOT = "[...document.querySelectorAll('[data-message-id]')]"
            + ".filter(m => m.querySelector('[data-callback]')).at(-1)";

    private final Browser browser;

    Page(Browser browser) {
        this.browser = browser;
    }

    void types(String text) {
        String before = shown();
        browser.evaluate("document.querySelector('#composer').focus()");
        browser.type(text);
        browser.press("Enter", "\r");
        waitForChange(before);
    }

    void taps(String label) {
        tap(".find(key => key.textContent.trim() === '" + label + "')");
    }

    /** Taps the button at that place of the newest keyboard, which is the same in every language. */
    void taps(int place) {
        tap("[" + place + "]");
    }

    private void tap(String which) {
        String before = shown();
        browser.evaluate("[..." + LAST_OF_BOT + ".querySelectorAll('[data-callback]')]" + which + ".click()");
        waitForChange(before);
    }

    private String shown() {
        return browser.evaluate("JSON.stringify(" + LAST_OF_BOT + "?.textContent ?? '')")
                .asString();
    }

    private void waitForChange(String before) {
        browser.waitFor("JSON.stringify(" + LAST_OF_BOT + "?.textContent ?? '') !== " + quoted(before)
                + " && !document.querySelector('[aria-busy=\"true\"]')");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** By how many pixels the page is wider than its window. */
    int overflow() {
        return browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .asInt();
    }

    /** For people to look at. */
    void save(String name) throws IOException {
        Files.write(
                Files.createDirectories(Path.of("target", "screenshots")).resolve(name + ".png"), browser.screenshot());
    }
}
