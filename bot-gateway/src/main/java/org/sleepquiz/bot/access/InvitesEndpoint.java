package org.sleepquiz.bot.access;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.bot.access.Invites.Invite;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** The invites, for whoever runs the system: to make, to see, to revoke. */
@Endpoint(id = "invites")
class InvitesEndpoint {

    private static final int MOST_USES = 100_000;
    private static final int LONGEST_DAYS = 366;
    private static final int USUAL_DAYS = 7;

    private final Invites invites;

    InvitesEndpoint(Invites invites) {
        this.invites = invites;
    }

    @ReadOperation
    public List<Invite> all() {
        return invites.all();
    }

    /**
     * An invite with its code, which is told this once.
     *
     * @param code what goes into the link {@code https://t.me/BOT?start=CODE}
     */
    record Made(String inviteId, String code) {}

    /**
     * Makes one; 400 if a number is out of bounds.
     *
     * @param uses how many people it admits, 1 if not given
     * @param days for how many days it does, {@value #USUAL_DAYS} if not given
     */
    @WriteOperation
    public WebEndpointResponse<Made> make(@Nullable Integer uses, @Nullable Integer days) {
        int people = uses == null ? 1 : uses;
        int length = days == null ? USUAL_DAYS : days;
        if (people < 1 || people > MOST_USES || length < 1 || length > LONGEST_DAYS) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_BAD_REQUEST);
        }
        InviteCode code = invites.make(people, Duration.ofDays(length));
        return new WebEndpointResponse<>(new Made(code.id(), code.text()));
    }

    /** Revokes one: 204, or 404 if there is no such. */
    @DeleteOperation
    public WebEndpointResponse<Void> revoke(@Selector String inviteId) {
        return new WebEndpointResponse<>(
                invites.revoke(inviteId)
                        ? WebEndpointResponse.STATUS_NO_CONTENT
                        : WebEndpointResponse.STATUS_NOT_FOUND);
    }
}
