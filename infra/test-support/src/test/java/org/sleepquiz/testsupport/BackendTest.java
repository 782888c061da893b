package org.sleepquiz.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BackendTest {

    @Test // #2
    void thereAreTwoBackendsAndNoThird() {
        assertThat(Backend.named("embedded")).isEqualTo(Backend.EMBEDDED);
        assertThat(Backend.named("containers")).isEqualTo(Backend.CONTAINERS);
        assertThatThrownBy(() -> Backend.named("h2")).hasMessageContaining("embedded or containers, not h2");
    }
}
