package org.sleepquiz.legacyimport;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.messages.Answers;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.Language;
import org.sleepquiz.messages.Settings;
import org.sleepquiz.messages.UserSleepCommand;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says the predecessor's rows as commands. Each command can be said again without an effect, so an import that was interrupted is
 * simply run again. A night's command introduces its person too: whichever comes first makes them, in their zone and language.
 */
final class Importing implements Predecessor.Listener {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");

    /** Whoever is being told. */
    private record Known(
            LegacyPerson person,
            String telegramId,
            ZoneId zone,
            @Nullable Language language) {}

    private final ZoneId defaultZone;
    private final Deliveries deliveries;
    private final Report report;
    private @Nullable NightsOfAPerson nights;

    Importing(ZoneId defaultZone, Deliveries deliveries, Report report) {
        this.defaultZone = defaultZone;
        this.deliveries = deliveries;
        this.report = report;
    }

    @Override
    public void person(LegacyPerson person) {
        endPerson();
        String telegramId = person.telegramId();
        if (telegramId == null
                || !UserSleepCommand.TELEGRAM_ID.matcher(telegramId).matches()) {
            report.refused(Report.USERS, person.shownRow(), Refused.TELEGRAM_ID_NO_NUMBER);
            if (person.hasSettings()) {
                report.refused(Report.SETTINGS, person.shownRow(), Refused.PERSON_NOT_TAKEN);
            }
            return;
        }
        Known next = new Known(person, telegramId, zone(person), language(person));
        nights = new NightsOfAPerson(
                next.zone(),
                night -> record(next, night),
                refused -> report.refused(Report.ENTRIES, refused.rowId(), refused.why()));
        register(next);
    }

    private ZoneId zone(LegacyPerson person) {
        Optional<ZoneId> zone = Zones.named(person.timeZone());
        if (zone.isEmpty() && person.timeZone() != null) {
            report.refused(Report.SETTINGS, person.shownRow(), Refused.ZONE_UNKNOWN);
        }
        return zone.orElse(defaultZone);
    }

    private @Nullable Language language(LegacyPerson person) {
        String tag = person.language();
        if (tag == null || tag.isBlank()) {
            return null;
        }
        Language language = Language.ofTag(tag.strip());
        if (language == Language.EN && !tag.strip().toLowerCase(Locale.ROOT).startsWith("en")) {
            report.remark(Remark.LANGUAGE_NOT_SPOKEN);
        }
        return language;
    }

    @Override
    public void entry(LegacyEntry entry) {
        report.entrySeen();
        if (nights == null) {
            report.refused(Report.ENTRIES, entry.rowId(), Refused.PERSON_NOT_TAKEN);
        } else {
            nights.take(entry);
        }
    }

    /** There is no more; waits for every outcome. */
    void end() {
        endPerson();
        deliveries.finish();
    }

    private void endPerson() {
        if (nights != null) {
            nights.end();
        }
        nights = null;
    }

    private void register(Known someone) {
        deliveries.add(new Command(introduction("RegisterUser", someone), outcome -> {
            if (!outcome.isAccepted()) {
                report.refused(Report.USERS, someone.person().shownRow(), why(outcome));
                return;
            }
            report.personTaken();
            if (someone.person().hasSettings()) {
                settle(someone, Json.MAPPER.treeToValue(outcome.reply(), Settings.class));
            }
        }));
    }

    private void record(Known someone, Understood.Night night) {
        ObjectNode json = introduction("RecordNight", someone)
                .put("nightDate", night.nightDate().toString())
                .put("onlyIfAbsent", true);
        json.set("answers", Json.MAPPER.valueToTree(night.answers()));
        deliveries.add(new Command(json, outcome -> {
            if (!outcome.isAccepted()) {
                report.refused(Report.ENTRIES, night.rowId(), why(outcome));
            } else if (night.answers().equals(answersOf(outcome))) {
                report.nightTaken(night.remarks());
            } else {
                report.refused(Report.ENTRIES, night.rowId(), Refused.NIGHT_CORRECTED_SINCE);
            }
        }));
    }

    private static Answers answersOf(Outcome entry) {
        return Json.MAPPER.treeToValue(entry.reply().path("answers"), Answers.class);
    }

    /** Brings the settings over, unless the person has chosen others here since. */
    private void settle(Known someone, Settings now) {
        Settings wanted = wanted(someone, now);
        if (wanted.equals(now)) {
            report.settingsTaken();
            return;
        }
        Settings asNew = Settings.ofNewUser(now.timeZone(), now.language());
        if (!now.equals(asNew) || !List.of(someone.zone(), defaultZone).contains(now.timeZone())) {
            report.refused(Report.SETTINGS, someone.person().shownRow(), Refused.SETTINGS_CHOSEN_SINCE);
            return;
        }
        ObjectNode json = command("ChangeSettings", someone)
                .put("promptEnabled", wanted.promptEnabled())
                .put("promptTime", MINUTE.format(wanted.promptTime()))
                .put("timeZone", wanted.timeZone().getId())
                .put("language", wanted.language().code());
        deliveries.add(new Command(json, outcome -> {
            if (outcome.isAccepted()) {
                report.settingsTaken();
            } else {
                report.refused(Report.SETTINGS, someone.person().shownRow(), why(outcome));
            }
        }));
    }

    private static Settings wanted(Known someone, Settings now) {
        LegacyPerson person = someone.person();
        LocalTime time = person.preferredTime();
        return new Settings(
                person.enabled() == null ? now.promptEnabled() : person.enabled(),
                time == null ? now.promptTime() : LocalTime.of(time.getHour(), time.getMinute()),
                someone.zone(),
                someone.language() == null ? now.language() : someone.language(),
                now.sleepNeedMinutes(),
                now.workDays(),
                now.weeklyReport(),
                now.promptsPausedUntil());
    }

    private static ObjectNode introduction(String type, Known someone) {
        ObjectNode json = command(type, someone).put("timeZone", someone.zone().getId());
        return someone.language() == null
                ? json
                : json.put("language", someone.language().code());
    }

    private static ObjectNode command(String type, Known someone) {
        return Json.MAPPER.createObjectNode().put("type", type).put("telegramId", someone.telegramId());
    }

    private static Refused why(Outcome outcome) {
        if (outcome.code().equals("IMPLAUSIBLE_NIGHT")) {
            return Refused.IMPLAUSIBLE_NIGHT;
        }
        return outcome.status() / 100 == 5 ? Refused.FAILED : Refused.NOT_ACCEPTED;
    }
}
