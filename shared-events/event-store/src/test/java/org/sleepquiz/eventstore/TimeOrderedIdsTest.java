package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.axonframework.common.IdentifierFactory;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {

    @Test // #3
    void anIdentifierIsAUuidOfVersion7ThatBeginsWithItsTime() {
        UUID id = TimeOrderedIds.next(0x0123_4567_89abL);

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.toString()).startsWith("01234567-89ab-7");
    }

    @Test // #3
    void identifiersAreInTheOrderOfTimeAndNoTwoAreTheSame() {
        List<String> ids = LongStream.range(0, 5_000)
                .mapToObj(millis -> TimeOrderedIds.next(millis).toString())
                .toList();
        assertThat(ids).isSorted();
        assertThat(LongStream.range(0, 100_000).mapToObj(same -> TimeOrderedIds.next(1)))
                .doesNotHaveDuplicates();
    }

    @Test // #3
    void axonUsesThem() {
        assertThat(UUID.fromString(IdentifierFactory.getInstance().generateIdentifier())
                        .version())
                .isEqualTo(7);
    }
}
