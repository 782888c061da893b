package org.sleepquiz.legacyimport;

/** What of a night that was taken is not literally what the predecessor had. */
enum Remark {
    TIME_AWAKE_DERIVED("time awake reckoned from the total sleep"),
    TIME_AWAKE_ASSUMED("time awake never asked, and taken as under 15 minutes"),
    PHONE_DURATION_ASSUMED("time on the phone not kept, and taken as under 15 minutes"),
    DISRUPTIONS_ASSUMED("disruptions not kept, and taken as none"),
    STRAY_DISRUPTION("something among the disruptions that is none, dropped"),
    LANGUAGE_NOT_SPOKEN("language that is not spoken here, English taken");

    private final String text;

    Remark(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
