package tandem.libp2p;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The handshake `Noise_XX_25519_ChaChaPoly_SHA256` (Noise specification 5 and 7.5):
///
/// ```
/// -> e
/// <- e, ee, s, es
/// -> s, se
/// ```
///
/// Both sides call [#write] and [#read] in turn, the initiator first; after three messages [#split]
/// gives the ciphers of the connection. A handshake in which a call has thrown is of no further
/// use.
final class NoiseHandshake {
  private enum Token {
    E,
    S,
    EE,
    ES,
    SE
  }

  private static final List<List<Token>> MESSAGES =
      List.of(
          List.of(Token.E),
          List.of(Token.E, Token.EE, Token.S, Token.ES),
          List.of(Token.S, Token.SE));

  private static final byte[] NAME = "Noise_XX_25519_ChaChaPoly_SHA256".getBytes(US_ASCII);
  private static final byte[] EMPTY = {};

  private final boolean initiator;
  private final X25519 ourStatic;
  private final X25519 ourEphemeral;
  private byte @Nullable [] theirStatic;
  private byte @Nullable [] theirEphemeral;

  /// The name has exactly as many bytes as a hash, so it is the first hash.
  private byte[] hash = NAME.clone();

  private byte[] chainingKey = NAME.clone();
  private @Nullable NoiseCipher cipher;
  private int messages;

  NoiseHandshake(boolean initiator, byte[] prologue, X25519 ourStatic, X25519 ourEphemeral) {
    this.initiator = initiator;
    this.ourStatic = ourStatic;
    this.ourEphemeral = ourEphemeral;
    mixHash(prologue, 0, prologue.length);
  }

  /// The next message, ours, with `payload` in it.
  byte[] write(byte[] payload) throws Libp2pException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Token token : nextMessage(true)) {
      switch (token) {
        case E -> {
          out.writeBytes(ourEphemeral.publicKey());
          mixHash(ourEphemeral.publicKey(), 0, X25519.LENGTH);
        }
        case S -> out.writeBytes(seal(ourStatic.publicKey()));
        case EE, ES, SE -> agree(token);
      }
    }
    out.writeBytes(seal(payload));
    return out.toByteArray();
  }

  /// The payload of the next message, theirs.
  byte[] read(byte[] message) throws Libp2pException {
    int at = 0;
    for (Token token : nextMessage(false)) {
      switch (token) {
        case E -> {
          int end = advance(message, at, X25519.LENGTH);
          theirEphemeral = Arrays.copyOfRange(message, at, end);
          mixHash(message, at, X25519.LENGTH);
          at = end;
        }
        case S -> {
          int end = advance(message, at, X25519.LENGTH + NoiseCipher.TAG_BYTES);
          theirStatic = open(message, at, end);
          at = end;
        }
        case EE, ES, SE -> agree(token);
      }
    }
    return open(message, at, message.length);
  }

  /// The peer's static key, once it has been read.
  byte[] theirStatic() {
    return known(theirStatic);
  }

  /// The hash of everything that was said.
  byte[] hash() {
    return hash.clone();
  }

  /// The two ciphers after the third message: of what we send, and of what we receive.
  Ciphers split() {
    if (messages != MESSAGES.size()) {
      throw new IllegalStateException("after " + messages + " messages");
    }
    byte[][] keys = derive(EMPTY);
    NoiseCipher first = new NoiseCipher(keys[0]);
    NoiseCipher second = new NoiseCipher(keys[1]);
    return initiator ? new Ciphers(first, second) : new Ciphers(second, first);
  }

  record Ciphers(NoiseCipher sender, NoiseCipher receiver) {}

  private List<Token> nextMessage(boolean ours) {
    if (messages == MESSAGES.size() || (messages % 2 == 0) != (ours == initiator)) {
      throw new IllegalStateException("message " + messages + " out of turn");
    }
    return MESSAGES.get(messages++);
  }

  private void agree(Token token) throws Libp2pException {
    byte[] secret =
        switch (token) {
          case EE -> ourEphemeral.agree(known(theirEphemeral));
          case ES ->
              initiator
                  ? ourEphemeral.agree(known(theirStatic))
                  : ourStatic.agree(known(theirEphemeral));
          case SE ->
              initiator
                  ? ourStatic.agree(known(theirEphemeral))
                  : ourEphemeral.agree(known(theirStatic));
          case E, S -> throw new IllegalStateException(token + " is no agreement");
        };
    byte[][] keys = derive(secret);
    chainingKey = keys[0];
    cipher = new NoiseCipher(keys[1]);
  }

  private byte[] seal(byte[] plain) {
    byte[] sealed = plain;
    if (cipher != null) {
      sealed = new byte[plain.length + NoiseCipher.TAG_BYTES];
      cipher.encrypt(hash, plain, 0, plain.length, sealed, 0);
    }
    mixHash(sealed, 0, sealed.length);
    return sealed;
  }

  private byte[] open(byte[] message, int from, int to) throws Libp2pException {
    byte[] plain;
    if (cipher == null) {
      plain = Arrays.copyOfRange(message, from, to);
    } else {
      plain = new byte[Math.max(0, to - from - NoiseCipher.TAG_BYTES)];
      cipher.decrypt(hash, message, from, to - from, plain, 0);
    }
    mixHash(message, from, to - from);
    return plain;
  }

  private static int advance(byte[] message, int at, int count) throws Libp2pException {
    if (message.length - at < count) {
      throw new Libp2pException("noise: handshake message of " + message.length + " bytes");
    }
    return at + count;
  }

  private static byte[] known(byte @Nullable [] key) {
    if (key == null) {
      throw new IllegalStateException("the key has not been read yet");
    }
    return key;
  }

  private void mixHash(byte[] data, int from, int length) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(hash);
      sha256.update(data, from, length);
      hash = sha256.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// HKDF with two outputs (Noise specification 4.3).
  private byte[][] derive(byte[] input) {
    byte[] key = hmac(chainingKey, input);
    byte[] first = hmac(key, new byte[] {1});
    byte[] more = Arrays.copyOf(first, first.length + 1);
    more[first.length] = 2;
    return new byte[][] {first, hmac(key, more)};
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
