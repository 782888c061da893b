package org.sleepquiz.localtelegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormattedTextTest {

    @Test // #2
    void htmlBecomesTextAndEntitiesWithOffsetsInUtf16Units() {
        FormattedText text =
                FormattedText.fromHtml("😴 <b>8 h</b> &lt;ok&gt; <a href=\"https://a.example/?x=1&amp;y\">more</a>");

        assertThat(text.text()).isEqualTo("😴 8 h <ok> more");
        assertThat(text.entities().toString()).isEqualTo("""
                        [{"type":"bold","offset":3,"length":3},\
                        {"type":"text_link","offset":12,"length":4,"url":"https://a.example/?x=1&y"}]""");
    }

    @ParameterizedTest // #2
    @ValueSource(
            strings = {
                "plain &amp; simple",
                "<b>bold <i>and italic</i></b> <u>u</u> <s>s</s>",
                "<tg-spoiler>secret</tg-spoiler> <code>x &lt; y</code>",
                "<pre><code class=\"language-java\">int x;</code></pre>",
                "<blockquote>said</blockquote>",
                "<blockquote expandable>said at length</blockquote>",
                "<a href=\"https://example.org/a?b=c&amp;d=e\">link</a>"
            })
    void htmlComesBackAsItWasWritten(String html) {
        assertThat(FormattedText.fromHtml(html).html()).isEqualTo(html);
    }

    @ParameterizedTest // #2
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    <b>open                  | Can't find end tag corresponding to start tag "b"
                    </b>                     | Unexpected end tag at byte offset 0
                    é<b>x</i>                | Unmatched end tag at byte offset 6, expected "</b>", found "</i>"
                    5 < 6                    | Unsupported start tag "" at byte offset 2
                    <h1>x</h1>               | Unsupported start tag "h1" at byte offset 0
                    <br>                     | Unsupported start tag "br" at byte offset 0
                    <b                       | Unclosed start tag at byte offset 0
                    <b>x</b                  | Unclosed end tag at byte offset 4
                    <span>x</span>           | Tag "span" must have class "tg-spoiler" at byte offset 0
                    <a href>x</a>            | Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0
                    <a ="x">x</a>            | Empty attribute name in the tag "a" at byte offset 0
                    <a href=x/y>x</a>        | Unexpected end of name token at byte offset 8
                    <a href="x               | Unclosed start tag at byte offset 0
                    """)
    void htmlThatTelegramRefusesIsRefusedInItsWords(String html, String why) {
        assertThatThrownBy(() -> FormattedText.fromHtml(html))
                .isInstanceOf(RefusedCall.class)
                .hasMessage("Bad Request: can't parse entities: " + why);
    }

    @ParameterizedTest // #2
    @CsvSource(delimiter = '|', textBlock = """
                    &lt;&gt;&amp;&quot;  | <>&"
                    &#128564;&#x41;      | 😴A
                    a & b &nope; &       | a & b &nope; &
                    <B>x</B> <i>y</>     | x y
                    """)
    void entitiesAndTagNamesAreReadLeniently(String html, String text) {
        assertThat(FormattedText.fromHtml(html).text()).isEqualTo(text);
    }

    @Test // #2
    void whiteSpaceAroundTheTextGoesAndEntitiesMove() {
        FormattedText text = FormattedText.fromHtml("\n  <b> x </b>\n").trimmed();

        assertThat(text.text()).isEqualTo("x");
        assertThat(text.entities().toString()).isEqualTo("[{\"type\":\"bold\",\"offset\":0,\"length\":1}]");
    }

    @Test // #2
    void commandsAndLinksAreFoundButNotInsideCodeOrWords() {
        FormattedText text = FormattedText.fromHtml("Try /help or https://example.org/help. Not a/b, <code>/no</code>")
                .withDetected();

        assertThat(text.entities()
                        .valueStream()
                        .map(entity -> entity.path("type").asString() + " "
                                + text.text()
                                        .substring(
                                                entity.path("offset").asInt(),
                                                entity.path("offset").asInt()
                                                        + entity.path("length").asInt())))
                .containsExactly("bot_command /help", "url https://example.org/help", "code /no");
    }
}
