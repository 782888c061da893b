package org.sleepquiz.legacyimport;

/** Why a row of the predecessor, or a part of it, was not taken. */
enum Refused {
    TELEGRAM_ID_NO_NUMBER("the person's telegram id is no number"),
    PERSON_NOT_TAKEN("it belongs to a person who was not taken"),
    OTHER_ENTRY_OF_THE_NIGHT("a later entry for the same night was taken"),
    NO_TIME("nobody knows when it was entered"),
    ANSWER_MISSING("an answer is missing"),
    UNKNOWN_CHOICE("an answer is none of the choices there were"),
    RATING_OUT_OF_RANGE("a rating is not from 1 to 10"),
    UNREADABLE("an answer cannot be read"),
    IMPLAUSIBLE_NIGHT("nobody can have slept like that"),
    ZONE_UNKNOWN("there is no such time zone: the default was taken"),
    SETTINGS_CHOSEN_SINCE("the person has chosen settings here, and they are kept"),
    NIGHT_CORRECTED_SINCE("the person has other answers for this night here, and they are kept"),
    NOT_ACCEPTED("the command-side does not accept it"),
    FAILED("it could not be stored: run the import again");

    private final String reason;

    Refused(String reason) {
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
