package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.libp2p.Hexes.hex;

import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.primitives.Bytes;

class PeerIdTest {
  private static final String KEY =
      "08021221 0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
  private static final String TEXT = "16Uiu2HAm3cuhhRL2msUuLF62KRSfneFDx94RsuouyW25Ho42cFMq";

  /// coordinator-net.md 12.9.
  @Test
  void isTheDocumentsForTheSecretOne() {
    Identity one = Identity.of(Bytes.fromHex("00".repeat(31) + "01"));
    assertThat(one.peerId().toString()).isEqualTo(TEXT);
    assertThat(one.peerId().publicKeyMessage().unsafeArray()).isEqualTo(hex(KEY));
    assertThat(one.peerId().multihash().unsafeArray()).isEqualTo(hex("0025" + KEY));
    assertThat(PeerId.parse(TEXT)).isEqualTo(one.peerId());
    assertThat(PeerId.ofPublicKeyMessage(hex(KEY))).isEqualTo(one.peerId());
  }

  @Test
  void refusesTextsThatAreNone() {
    assertThatThrownBy(() -> PeerId.parse("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PeerId.parse(TEXT.substring(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PeerId.parse(TEXT.replace('q', '0')))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PeerId.parse(TEXT.replace('q', 'é')))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PeerId.parse("1".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesKeysOfOtherKindsAndPointsThatAreNone() {
    assertThat(PeerId.ofPublicKeyMessage(hex(KEY.replace("0802", "0801")))).isNull();
    assertThat(PeerId.ofPublicKeyMessage(hex(KEY + "00"))).isNull();
    assertThat(PeerId.ofPublicKeyMessage(new byte[0])).isNull();
    assertThat(PeerId.ofPublicKeyMessage(hex("0802122102" + "ff".repeat(32)))).isNull();
  }

  @Test
  void base58KeepsEveryByteString() {
    long seed = 58;
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(50)];
      random.nextBytes(bytes);
      for (int k = random.nextInt(4); k > 0 && k <= bytes.length; k--) {
        bytes[k - 1] = 0;
      }
      assertThat(Base58.decode(Base58.encode(bytes), 100)).as("seed " + seed).isEqualTo(bytes);
    }
    assertThat(Base58.encode(hex("0000287fb4cd"))).isEqualTo("11233QC4");
  }

  @Test
  void anIdentityDoesNotPrintItsSecret() {
    Identity one = Identity.of(Bytes.fromHex("11".repeat(32)));
    assertThat(one.toString()).doesNotContain("1111").contains(one.peerId().toString());
    assertThatThrownBy(() -> Identity.of(Bytes.wrap(new byte[32])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Identity.generate().peerId()).isNotEqualTo(Identity.generate().peerId());
  }
}
