package org.sleepquiz.localtelegram;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A conversation with everything in it that a page has to draw. */
final class Demo {

    private Demo() {}

    static void seed(LocalTelegram telegram, LocalPerson ada) {
        BotClient bot = BotClient.of(telegram);
        bot.call("setMyDescription", "{\"description\":\"A sleep diary: eight questions every morning.\"}")
                .result();
        bot.call("setMyCommands", """
                        {"commands":[{"command":"start","description":"Begin here"},
                         {"command":"sleep_quiz","description":"Log last night's sleep"},
                         {"command":"stats","description":"Your sleep in figures"},
                         {"command":"sleep_settings","description":"Daily prompt, time zone, language"},
                         {"command":"delete_my_data","description":"Erase everything that is stored about you"}]}""").result();
        bot.call("setMyCommands", """
                        {"language_code":"sv","commands":[{"command":"start","description":"Börja här"},
                         {"command":"sleep_quiz","description":"Skriv in nattens sömn"}]}""").result();
        ada.types("/start");
        say(
                bot,
                "Good morning, Ada! I keep a <b>sleep diary</b> for you. Every morning I ask <i>eight short questions</i>;"
                        + " it takes under 90 seconds.\n\nTap a button or try /help. What is stored about you:"
                        + " <a href=\"https://example.org/privacy\">privacy</a>, <code>/export</code>,"
                        + " <tg-spoiler>nothing else</tg-spoiler>.\n<blockquote>Nights are named after the morning.</blockquote>",
                rows(List.of(List.of("Start the quiz", "Settings"))));
        ada.types("When did I go to bed? I think it was a bit after ten, but I read on my phone for quite a while and"
                + " cannot say exactly.");
        List<List<String>> hours = new ArrayList<>();
        for (int row = 0; row < 4; row++) {
            List<String> buttons = new ArrayList<>();
            for (int column = 0; column < 6; column++) {
                int hour = (row * 6 + column + 12) % 24;
                buttons.add((hour == 22 ? "✓ " : "") + "%02d:00".formatted(hour));
            }
            hours.add(buttons);
        }
        hours.add(List.of("« Back", "Cancel"));
        say(
                bot,
                "<b>1 of 8</b>\nWhen did you get into bed?\n\nTap an hour, or type a time such as <code>23:40</code>.",
                rows(hours));
        say(
                bot,
                "<b>7 of 8</b>\nWhat disturbed you? Choose as many as you like.",
                rows(List.of(
                        List.of("✓ Noise", "Light"),
                        List.of("Temperature", "✓ Stress"),
                        List.of("A dream", "Pain"),
                        List.of("Nothing disturbed me"),
                        List.of("« Back", "Cancel", "Done"))));
        ada.types("ok 👍");
        bot.multipart(
                        "sendPhoto",
                        Multipart.of(
                                Multipart.part("chat_id", "1001"),
                                Multipart.part("caption", "Your last 7 nights: on average 7 h 20."),
                                Multipart.file("photo", "chart.png", "image/png", chart())))
                .result();
        bot.multipart(
                        "sendDocument",
                        Multipart.of(
                                Multipart.part("chat_id", "1001"),
                                Multipart.part("caption", "Everything that is stored about you."),
                                Multipart.file(
                                        "document",
                                        "sleep-diary-2026-11-25.csv",
                                        "text/csv",
                                        "night,bed,wake\n".repeat(400).getBytes(StandardCharsets.UTF_8))))
                .result();
        say(
                bot,
                "<b>Night to Wed 25 Nov</b>, 8 h 30 in bed\n\nBedtime 22:15\nAsleep after 15–30 min\nAwake 06:45\n"
                        + "Wakings 1–2\nQuality 8 🙂\n\nSleep time 7 h 20 – 7 h 50, efficiency 89 %",
                rows(List.of(
                        List.of("Edit bedtime", "Edit wake time"),
                        List.of("Edit the answer about how long you were awake in the night"),
                        List.of("Submit"))));
    }

    static void say(BotClient bot, String html, ArrayNode keyboard) {
        ObjectNode message =
                Json.object().put("chat_id", 1001).put("text", html).put("parse_mode", "HTML");
        message.putObject("reply_markup").set("inline_keyboard", keyboard);
        bot.call("sendMessage", message.toString()).result();
    }

    static ArrayNode rows(List<List<String>> labels) {
        ArrayNode rows = Json.array();
        labels.forEach(row -> {
            ArrayNode buttons = rows.addArray();
            row.forEach(label -> buttons.addObject().put("text", label).put("callback_data", "tap:" + label));
        });
        return rows;
    }

    static byte[] chart() {
        BufferedImage image = new BufferedImage(800, 420, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, 800, 420);
        int[] heights = {260, 300, 220, 310, 280, 330, 290};
        for (int i = 0; i < heights.length; i++) {
            g.setColor(new Color(0x4a63c8));
            g.fillRoundRect(60 + i * 100, 380 - heights[i], 60, heights[i], 12, 12);
        }
        g.setColor(Color.DARK_GRAY);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 20));
        g.drawLine(40, 380, 780, 380);
        g.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
