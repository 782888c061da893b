package org.sleepquiz.query.users;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "users")
class UserQueries {

    private final Users users;

    UserQueries(Users users) {
        this.users = users;
    }

    @GetMapping("/api/v1/users/{telegramId}")
    @Operation(summary = "A person and their settings")
    User user(@PathVariable String telegramId) {
        return users.named(telegramId);
    }
}
