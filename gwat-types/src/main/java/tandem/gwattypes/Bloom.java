package tandem.gwattypes;

import java.util.Arrays;
import java.util.List;
import tandem.crypto.Keccak256;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;

/// A set of 2048 bits over addresses and topics of logs: three bits for each, from its hash
/// (gwat-data.md 5, yellow paper 4.3.1). It may say yes wrongly, never no. Immutable.
public final class Bloom {
  public static final int LENGTH = 256;
  public static final Bloom EMPTY = new Bloom(new byte[LENGTH]);

  private final byte[] bits;

  private Bloom(byte[] bits) {
    this.bits = bits;
  }

  /// @param bytes 256 bytes, which the caller must not change any more
  public static Bloom wrap(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a bloom has 256 bytes, not " + bytes.length);
    }
    return new Bloom(bytes);
  }

  /// The bloom of the addresses and topics of `logs`.
  public static Bloom of(List<Log> logs) {
    if (logs.isEmpty()) {
      return EMPTY;
    }
    byte[] bits = new byte[LENGTH];
    for (Log log : logs) {
      set(bits, log.address().unsafeArray());
      for (Hash32 topic : log.topics()) {
        set(bits, topic.unsafeArray());
      }
    }
    return new Bloom(bits);
  }

  public Bloom union(Bloom other) {
    if (other.isEmpty()) {
      return this;
    }
    byte[] union = bits.clone();
    for (int i = 0; i < LENGTH; i++) {
      union[i] |= other.bits[i];
    }
    return new Bloom(union);
  }

  /// Whether `addressOrTopic`, 20 or 32 bytes, may be in the set.
  public boolean mayContain(byte[] addressOrTopic) {
    byte[] wanted = new byte[LENGTH];
    set(wanted, addressOrTopic);
    for (int i = 0; i < LENGTH; i++) {
      if ((wanted[i] & ~bits[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  public boolean isEmpty() {
    return equals(EMPTY);
  }

  /// The array behind this value, for hashing and encoding. It must not be changed.
  public byte[] unsafeArray() {
    return bits;
  }

  public String toHex() {
    return Hex.encode(bits);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bloom that && Arrays.equals(bits, that.bits);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bits);
  }

  @Override
  public String toString() {
    return isEmpty() ? "empty" : toHex();
  }

  /// The low 11 bits of each of the first three pairs of hash bytes; bit 0 is the last of the last
  /// byte.
  private static void set(byte[] bits, byte[] value) {
    byte[] hash = Keccak256.hash(value).unsafeArray();
    for (int i = 0; i < 6; i += 2) {
      int bit = (hash[i] & 0x07) << 8 | hash[i + 1] & 0xff;
      bits[LENGTH - 1 - bit / 8] |= (byte) (1 << bit % 8);
    }
  }
}
