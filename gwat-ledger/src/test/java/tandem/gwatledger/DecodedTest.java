package tandem.gwatledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tandem.primitives.Hash32;
import tandem.store.StoreException;

class DecodedTest {
  private final Decoded<String> decoded = new Decoded<>(100);
  private int decodings;

  @Test
  void decodesTheSameBytesOnce() {
    assertThat(read(1, "one")).isSameAs(read(1, "one"));
    assertThat(decodings).isEqualTo(1);
  }

  @Test
  void decodesOtherBytesUnderTheSameKeyAgain() {
    read(1, "one");
    assertThat(read(1, "two")).isEqualTo("two");
    assertThat(read(1, "one")).isEqualTo("one");
    assertThat(decodings).isEqualTo(3);
  }

  @Test
  void remembersNothingOfWhatDoesNotDecode() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> read(1, "bad")).isInstanceOf(StoreException.class);
    }
    assertThat(decodings).isEqualTo(2);
    assertThat(decoded.size()).isZero();
  }

  @Test
  void keepsNoMoreThanItsBound() {
    for (int i = 1; i < 1_000; i++) {
      read(i, "0123456789");
    }
    assertThat(decoded.size()).isEqualTo(10);
    read(1_000, "x".repeat(101));
    assertThat(decoded.size()).isZero();
  }

  private String read(int key, String record) {
    Hash32 hash = Hash32.fromHex("%064x".formatted(key));
    return decoded.of(
        hash,
        record.getBytes(StandardCharsets.US_ASCII),
        (asked, bytes) -> {
          decodings++;
          String value = new String(bytes, StandardCharsets.US_ASCII);
          if (value.equals("bad")) {
            throw Records.damaged(asked + " is bad");
          }
          return value;
        });
  }
}
