package tandem.libp2p;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.libp2p.Hexes.hex;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NoiseTest {
  private static final byte[] NOTHING = {};

  /// The vector of the cacophony project for Noise_XX_25519_ChaChaPoly_SHA256.
  private static final byte[] PROLOGUE = "John Galt".getBytes(US_ASCII);

  private static final X25519 INITIATOR_STATIC =
      X25519.of(hex("e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1"));
  private static final X25519 INITIATOR_EPHEMERAL =
      X25519.of(hex("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a"));
  private static final X25519 RESPONDER_STATIC =
      X25519.of(hex("4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893"));
  private static final X25519 RESPONDER_EPHEMERAL =
      X25519.of(hex("bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b"));

  private static final String[] PAYLOADS = {"Ludwig von Mises", "Murray Rothbard", "F. A. Hayek"};

  private static final String[] MESSAGES = {
    "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944"
        + "4c756477696720766f6e204d69736573",
    "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843"
        + "81cbad1f276e038c48378ffce2b65285e08d6b68aaa3629a5a8639392490e5b9"
        + "bd5269c2f1e4f488ed8831161f19b7815528f8982ffe09be9b5c412f8a0db50f"
        + "8814c7194e83f23dbd8d162c9326ad",
    "c7195ffacac1307ff99046f219750fc47693e23c3cb08b89c2af808b444850a8"
        + "0ae475b9df0f169ae80a89be0865b57f58c9fea0d4ec82a286427402f113e4b6"
        + "ae769a1d95941d49b25030"
  };

  private final NoiseHandshake initiator =
      new NoiseHandshake(true, PROLOGUE, INITIATOR_STATIC, INITIATOR_EPHEMERAL);
  private final NoiseHandshake responder =
      new NoiseHandshake(false, PROLOGUE, RESPONDER_STATIC, RESPONDER_EPHEMERAL);

  @Test
  void writesAndReadsTheMessagesOfThePublishedVector() throws Exception {
    shake();
    assertThat(hex(initiator.hash()))
        .isEqualTo("c8e5f64e846193be2a834104c2a009868d6c9f3bd3c186299888b488b2f1f58e");
    assertThat(responder.hash()).isEqualTo(initiator.hash());
    assertThat(initiator.theirStatic()).isEqualTo(RESPONDER_STATIC.publicKey());
    assertThat(responder.theirStatic()).isEqualTo(INITIATOR_STATIC.publicKey());
    NoiseCipher sender = responder.split().sender();
    assertThat(hex(seal(sender, "Carl Menger")))
        .isEqualTo("96763ed773f8e47bb3712f0e29b3060ffc956ffc146cee53d5e1df");
  }

  @Test
  void decryptsWhatTheOtherSideEncrypts() throws Exception {
    shake();
    NoiseHandshake.Ciphers left = initiator.split();
    NoiseHandshake.Ciphers right = responder.split();
    for (int i = 0; i < 5; i++) {
      assertThat(open(right.receiver(), seal(left.sender(), "to the right " + i)))
          .isEqualTo("to the right " + i);
      assertThat(open(left.receiver(), seal(right.sender(), "to the left " + i)))
          .isEqualTo("to the left " + i);
    }
  }

  @Test
  void refusesTransportMessagesThatAreChangedRepeatedOrSwapped() throws Exception {
    shake();
    NoiseCipher sender = initiator.split().sender();
    byte[] first = seal(sender, "first");
    byte[] second = seal(sender, "second");
    for (int i = 0; i < first.length; i++) {
      byte[] changed = first.clone();
      changed[i] ^= 1;
      assertRefused(responder.split().receiver(), changed);
    }
    assertRefused(responder.split().receiver(), second);
    assertRefused(responder.split().receiver(), new byte[15]);
    NoiseCipher receiver = responder.split().receiver();
    assertThat(open(receiver, first)).isEqualTo("first");
    assertRefused(receiver, first);
  }

  @Test
  void refusesEverySingleChangedByteOfTheSecondMessage() throws Exception {
    byte[] first = initiator.write(NOTHING);
    responder.read(first);
    byte[] second = responder.write(PAYLOADS[1].getBytes(US_ASCII));
    for (int i = 0; i < second.length; i++) {
      byte[] changed = second.clone();
      changed[i] ^= 1;
      NoiseHandshake reader =
          new NoiseHandshake(true, PROLOGUE, INITIATOR_STATIC, INITIATOR_EPHEMERAL);
      reader.write(NOTHING);
      assertThatThrownBy(() -> reader.read(changed)).isInstanceOf(Libp2pException.class);
    }
  }

  @Test
  void refusesMessagesThatAreCutShort() throws Exception {
    assertThatThrownBy(() -> responder.read(new byte[31])).isInstanceOf(Libp2pException.class);
    byte[] second = hex(MESSAGES[1]);
    for (int length = 0; length < second.length; length++) {
      NoiseHandshake reader =
          new NoiseHandshake(true, PROLOGUE, INITIATOR_STATIC, INITIATOR_EPHEMERAL);
      reader.write(PAYLOADS[0].getBytes(US_ASCII));
      byte[] cut = Arrays.copyOf(second, length);
      assertThatThrownBy(() -> reader.read(cut)).isInstanceOf(Libp2pException.class);
    }
  }

  @Test
  void refusesAnEphemeralKeyOfSmallOrder() throws Exception {
    responder.read(new byte[32]);
    assertThatThrownBy(() -> responder.write(NOTHING))
        .isInstanceOf(Libp2pException.class)
        .hasMessageContaining("small order");
  }

  @Test
  void refusesAnotherPrologue() throws Exception {
    NoiseHandshake other =
        new NoiseHandshake(false, NOTHING, RESPONDER_STATIC, RESPONDER_EPHEMERAL);
    other.read(initiator.write(NOTHING));
    byte[] second = other.write(NOTHING);
    assertThatThrownBy(() -> initiator.read(second)).hasMessageContaining("not authentic");
  }

  @Test
  void freshKeysAgreeWithOthers() throws Exception {
    for (int i = 0; i < 20; i++) {
      X25519 fresh = X25519.generate();
      assertThat(fresh.agree(RESPONDER_STATIC.publicKey()))
          .isEqualTo(RESPONDER_STATIC.agree(fresh.publicKey()));
    }
  }

  @Test
  void thePayloadTiesTheStaticKeyToAnIdentity() throws Exception {
    Identity identity = Identity.generate();
    byte[] staticKey = X25519.generate().publicKey();
    byte[] payload = NoiseUpgrade.payload(identity, staticKey);
    assertThat(NoiseUpgrade.verify(payload, staticKey)).isEqualTo(identity.peerId());
    byte[] otherKey = X25519.generate().publicKey();
    assertThatThrownBy(() -> NoiseUpgrade.verify(payload, otherKey))
        .isInstanceOf(Libp2pException.class)
        .hasMessageContaining("signature");
  }

  @Test
  void refusesPayloadsWithoutKeyOrSignature() {
    Identity identity = Identity.generate();
    byte[] key = identity.peerId().publicKeyMessage().unsafeArray();
    byte[] staticKey = X25519.generate().publicKey();
    byte[] noSignature = new ProtoWriter().bytes(1, key).done();
    byte[] ed25519 = new ProtoWriter().bytes(1, hex("08011220" + "11".repeat(32))).done();
    for (byte[] payload : new byte[][] {NOTHING, noSignature, ed25519, {0x0a, 0x50}}) {
      assertThatThrownBy(() -> NoiseUpgrade.verify(payload, staticKey))
          .isInstanceOf(Libp2pException.class);
    }
  }

  private void shake() throws Libp2pException {
    for (int i = 0; i < MESSAGES.length; i++) {
      NoiseHandshake writer = i % 2 == 0 ? initiator : responder;
      NoiseHandshake reader = i % 2 == 0 ? responder : initiator;
      byte[] message = writer.write(PAYLOADS[i].getBytes(US_ASCII));
      assertThat(hex(message)).isEqualTo(MESSAGES[i]);
      assertThat(new String(reader.read(message), US_ASCII)).isEqualTo(PAYLOADS[i]);
    }
  }

  private static byte[] seal(NoiseCipher cipher, String text) {
    byte[] plain = text.getBytes(US_ASCII);
    byte[] sealed = new byte[plain.length + NoiseCipher.TAG_BYTES];
    assertThat(cipher.encrypt(NOTHING, plain, 0, plain.length, sealed, 0)).isEqualTo(sealed.length);
    return sealed;
  }

  private static String open(NoiseCipher cipher, byte[] sealed) throws Libp2pException {
    byte[] plain = new byte[sealed.length];
    int length = cipher.decrypt(NOTHING, sealed, 0, sealed.length, plain, 0);
    return new String(plain, 0, length, US_ASCII);
  }

  private static void assertRefused(NoiseCipher cipher, byte[] sealed) {
    assertThatThrownBy(() -> open(cipher, sealed)).isInstanceOf(Libp2pException.class);
  }
}
