package org.sleepquiz.query.rebuild;

/** A step that cannot be taken at this moment and will be tried again; nothing has changed. */
final class NotNow extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotNow(String why) {
        super(why);
    }

    NotNow(String why, Throwable cause) {
        super(why, cause);
    }
}
