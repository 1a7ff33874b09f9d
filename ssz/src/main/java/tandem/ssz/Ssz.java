package tandem.ssz;

import java.nio.ByteBuffer;
import java.util.List;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// The types of simple serialize that are no containers.
public final class Ssz {
  /// Unsigned; values above 2^63 - 1 are negative longs.
  public static final SszType<Long> UINT64 = new Uint64();

  public static final SszType<Boolean> BOOLEAN = new Bool();

  /// `Bytes32`.
  public static final SszType<Hash32> BYTES32 = new Root();

  private Ssz() {}

  /// `ByteVector[length]`.
  public static SszType<Bytes> byteVector(int length) {
    return new ByteVector(length);
  }

  /// `ByteList[max]`.
  public static SszType<Bytes> byteList(int max) {
    return new ByteList(max);
  }

  /// `Bitvector[length]`.
  public static SszType<Bits> bitvector(int length) {
    return new BitTypes.Vector(length);
  }

  /// `Bitlist[max]`.
  public static SszType<Bits> bitlist(int max) {
    return new BitTypes.List(max);
  }

  /// `List[element, max]`.
  public static <E> SszType<List<E>> list(SszType<E> element, long max) {
    return new ElementsType<>(element, max, true);
  }

  /// `Vector[element, length]`.
  public static <E> SszType<List<E>> vector(SszType<E> element, int length) {
    return new ElementsType<>(element, length, false);
  }

  private static final class Uint64 extends SszType<Long> {
    Uint64() {
      super("uint64");
    }

    @Override
    public Hash32 hashTreeRoot(Long value) {
      byte[] chunk = new byte[Merkle.CHUNK_BYTES];
      for (int i = 0; i < Long.BYTES; i++) {
        chunk[i] = (byte) (value >>> 8 * i);
      }
      return Hash32.wrap(chunk);
    }

    @Override
    int fixedBytes() {
      return Long.BYTES;
    }

    @Override
    int minBytes() {
      return Long.BYTES;
    }

    @Override
    int sizeBytes(Long value) {
      return Long.BYTES;
    }

    @Override
    void write(Long value, ByteBuffer out) {
      out.putLong(value);
    }

    @Override
    Long read(SszInput in) {
      return in.uint64();
    }

    @Override
    int perChunk() {
      return Merkle.CHUNK_BYTES / Long.BYTES;
    }
  }

  private static final class Bool extends SszType<Boolean> {
    Bool() {
      super("boolean");
    }

    @Override
    public Hash32 hashTreeRoot(Boolean value) {
      byte[] chunk = new byte[Merkle.CHUNK_BYTES];
      chunk[0] = (byte) (value ? 1 : 0);
      return Hash32.wrap(chunk);
    }

    @Override
    int fixedBytes() {
      return 1;
    }

    @Override
    int minBytes() {
      return 1;
    }

    @Override
    int sizeBytes(Boolean value) {
      return 1;
    }

    @Override
    void write(Boolean value, ByteBuffer out) {
      out.put((byte) (value ? 1 : 0));
    }

    @Override
    Boolean read(SszInput in) {
      int value = in.uint8();
      if (value > 1) {
        throw in.fault("a boolean of " + value);
      }
      return value == 1;
    }

    @Override
    int perChunk() {
      return Merkle.CHUNK_BYTES;
    }
  }

  private static final class Root extends SszType<Hash32> {
    Root() {
      super("Bytes32");
    }

    @Override
    public Hash32 hashTreeRoot(Hash32 value) {
      return value;
    }

    @Override
    int fixedBytes() {
      return Hash32.LENGTH;
    }

    @Override
    int minBytes() {
      return Hash32.LENGTH;
    }

    @Override
    int sizeBytes(Hash32 value) {
      return Hash32.LENGTH;
    }

    @Override
    void write(Hash32 value, ByteBuffer out) {
      out.put(value.unsafeArray());
    }

    @Override
    Hash32 read(SszInput in) {
      return Hash32.wrap(in.take(Hash32.LENGTH));
    }
  }

  /// Chunks of a string of bytes.
  private static byte[] chunks(Bytes value, int depth) {
    int count = (value.length() + Merkle.CHUNK_BYTES - 1) / Merkle.CHUNK_BYTES;
    byte[] chunks = new byte[Math.max(1, count) * Merkle.CHUNK_BYTES];
    System.arraycopy(value.unsafeArray(), 0, chunks, 0, value.length());
    return Merkle.root(chunks, count, depth);
  }

  private static int depthOfBytes(int bytes) {
    return Merkle.depth((bytes + Merkle.CHUNK_BYTES - 1L) / Merkle.CHUNK_BYTES);
  }

  private static final class ByteVector extends SszType<Bytes> {
    private final int length;

    ByteVector(int length) {
      super("ByteVector[" + length + "]");
      this.length = length;
    }

    @Override
    public Hash32 hashTreeRoot(Bytes value) {
      requireFits(value);
      return Hash32.wrap(chunks(value, depthOfBytes(length)));
    }

    @Override
    int fixedBytes() {
      return length;
    }

    @Override
    int minBytes() {
      return length;
    }

    @Override
    int sizeBytes(Bytes value) {
      requireFits(value);
      return length;
    }

    @Override
    void write(Bytes value, ByteBuffer out) {
      requireFits(value);
      out.put(value.unsafeArray());
    }

    @Override
    Bytes read(SszInput in) {
      return Bytes.wrap(in.take(length));
    }

    private void requireFits(Bytes value) {
      if (value.length() != length) {
        throw new IllegalArgumentException(this + " of " + value.length() + " bytes");
      }
    }
  }

  private static final class ByteList extends SszType<Bytes> {
    private final int max;

    ByteList(int max) {
      super("ByteList[" + max + "]");
      this.max = max;
    }

    @Override
    public Hash32 hashTreeRoot(Bytes value) {
      requireFits(value);
      return Merkle.withLength(chunks(value, depthOfBytes(max)), value.length());
    }

    @Override
    int fixedBytes() {
      return VARIABLE;
    }

    @Override
    int minBytes() {
      return 0;
    }

    @Override
    int sizeBytes(Bytes value) {
      requireFits(value);
      return value.length();
    }

    @Override
    void write(Bytes value, ByteBuffer out) {
      requireFits(value);
      out.put(value.unsafeArray());
    }

    @Override
    Bytes read(SszInput in) {
      if (in.left() > max) {
        throw in.fault(in.left() + " bytes, at most " + max + " are allowed");
      }
      return Bytes.wrap(in.take(in.left()));
    }

    private void requireFits(Bytes value) {
      if (value.length() > max) {
        throw new IllegalArgumentException(this + " of " + value.length() + " bytes");
      }
    }
  }
}
