package org.sleepquiz.bot.access;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Who is admitted in the mode {@code invite}: to let somebody in without an invite, such as who was here before, or out again. Whom
 * it is about stands in the body, which no access log keeps; of those who are in only the number is told.
 */
@Endpoint(id = "admitted")
class AdmittedEndpoint {

    private final Guests guests;

    AdmittedEndpoint(Guests guests) {
        this.guests = guests;
    }

    record Admitted(long people) {}

    @ReadOperation
    public Admitted all() {
        return new Admitted(guests.howMany());
    }

    /**
     * Lets the person with that Telegram id in: 204, or 400 if that is none.
     *
     * @param admitted false to let them out again; 404 if they were not in
     */
    @WriteOperation
    public WebEndpointResponse<Void> admit(String telegramId, @Nullable Boolean admitted) {
        if (!AccessSettings.isTelegramId(telegramId)) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_BAD_REQUEST);
        }
        long user = Long.parseLong(telegramId);
        if (admitted == null || admitted) {
            guests.admit(user);
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
        }
        return new WebEndpointResponse<>(
                guests.withdraw(user) ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
    }
}
