package org.sleepquiz.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

class SealingTest {

    /** Bytes 0 to 31. */
    private static final byte[] COUNTED =
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    private static final byte[] PLACE = bytes("place");
    private static final byte[] CONTENT = bytes("content");

    private final SecretKey key = Sealing.key(COUNTED);

    @Test // #4
    void whatIsSealedIsOpenedWithItsKeyInItsPlaceOnly() throws Sealing.Broken {
        byte[] sealed = Sealing.seal(key, PLACE, CONTENT);

        assertThat(Sealing.open(key, PLACE, sealed)).isEqualTo(CONTENT);
        assertThatThrownBy(() -> Sealing.open(Sealing.key(Sealing.newKey()), PLACE, sealed))
                .isInstanceOf(Sealing.Broken.class);
        assertThatThrownBy(() -> Sealing.open(key, bytes("elsewhere"), sealed)).isInstanceOf(Sealing.Broken.class);
    }

    @Test // #4
    void aChangeOfAnyByteIsNoticed() {
        byte[] sealed = Sealing.seal(key, PLACE, CONTENT);

        for (int number = 0; number < sealed.length; number++) {
            byte[] changed = sealed.clone();
            changed[number] ^= 1;
            assertThatThrownBy(() -> Sealing.open(key, PLACE, changed))
                    .as("byte " + number)
                    .isInstanceOf(Sealing.Broken.class);
            byte[] cutOff = Arrays.copyOf(sealed, number);
            assertThatThrownBy(() -> Sealing.open(key, PLACE, cutOff))
                    .as("without byte " + number)
                    .isInstanceOf(Sealing.Broken.class);
        }
    }

    @Test // #4
    void theSameIsSealedDifferentlyEachTime() {
        assertThat(Sealing.seal(key, PLACE, CONTENT)).isNotEqualTo(Sealing.seal(key, PLACE, CONTENT));
    }

    /** Made with another implementation of AES-GCM. */
    @Test // #4
    void whatWasSealedLongAgoIsOpenedStill() throws Sealing.Broken {
        byte[] sealed =
                HexFormat.of().parseHex("000102030405060708090a0b246db86fa08bb65c8b55500c5d4a0791893d7cdd77f104");

        assertThat(Sealing.open(key, PLACE, sealed)).isEqualTo(CONTENT);
    }

    @Test // #4
    void aMasterKeyIsKnownByAFingerprintAndNotByItself() {
        MasterKey master = MasterKey.of(COUNTED);

        assertThat(master).hasToString("fe0289d655a57108");
        assertThat(MasterKey.parse(" " + master.base64() + "\n")).isEqualTo(master);
        assertThatThrownBy(() -> MasterKey.parse("my secret")).hasMessage("a master key is 32 bytes in base64");
        assertThatThrownBy(() -> MasterKey.parse("bXkgc2VjcmV0"))
                .hasMessage("a master key is 32 bytes in base64, not 9")
                .hasMessageNotContaining("bXkg");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
