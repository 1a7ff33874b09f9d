package tandem.ssz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import tandem.primitives.Hash32;

/// Bitvectors, and bitlists, whose last byte holds one bit more: the one that ends the list.
final class BitTypes {
  private static final int CHUNK_BITS = Merkle.CHUNK_BYTES * 8;

  private BitTypes() {}

  private static byte[] root(Bits value, long maxBits) {
    int count = (value.length() + CHUNK_BITS - 1) / CHUNK_BITS;
    byte[] chunks = Arrays.copyOf(value.unsafeArray(), Math.max(1, count) * Merkle.CHUNK_BYTES);
    return Merkle.root(chunks, count, Merkle.depth((maxBits + CHUNK_BITS - 1) / CHUNK_BITS));
  }

  static final class Vector extends SszType<Bits> {
    private final int length;

    Vector(int length) {
      super("Bitvector[" + length + "]");
      this.length = length;
    }

    @Override
    public Hash32 hashTreeRoot(Bits value) {
      requireFits(value);
      return Hash32.wrap(root(value, length));
    }

    @Override
    int fixedBytes() {
      return (length + 7) / 8;
    }

    @Override
    int minBytes() {
      return fixedBytes();
    }

    @Override
    int sizeBytes(Bits value) {
      requireFits(value);
      return fixedBytes();
    }

    @Override
    void write(Bits value, ByteBuffer out) {
      requireFits(value);
      out.put(value.unsafeArray());
    }

    @Override
    Bits read(SszInput in) {
      byte[] bytes = in.take(fixedBytes());
      int spare = bytes.length * 8 - length;
      if ((bytes[bytes.length - 1] & 0xff) >> 8 - spare != 0) {
        throw in.fault("a bit behind the last of " + length);
      }
      return Bits.wrap(bytes, length);
    }

    private void requireFits(Bits value) {
      if (value.length() != length) {
        throw new IllegalArgumentException(this + " of " + value.length() + " bits");
      }
    }
  }

  static final class List extends SszType<Bits> {
    private final int max;

    List(int max) {
      super("Bitlist[" + max + "]");
      this.max = max;
    }

    @Override
    public Hash32 hashTreeRoot(Bits value) {
      requireFits(value);
      return Merkle.withLength(root(value, max), value.length());
    }

    @Override
    int fixedBytes() {
      return VARIABLE;
    }

    @Override
    int minBytes() {
      return 1;
    }

    @Override
    int sizeBytes(Bits value) {
      requireFits(value);
      return value.length() / 8 + 1;
    }

    @Override
    void write(Bits value, ByteBuffer out) {
      requireFits(value);
      byte[] bytes = Arrays.copyOf(value.unsafeArray(), value.length() / 8 + 1);
      bytes[value.length() / 8] |= (byte) (1 << value.length() % 8);
      out.put(bytes);
    }

    @Override
    Bits read(SszInput in) {
      int size = in.left();
      if (size == 0) {
        throw in.fault("not even the bit that ends the list");
      }
      if (size > max / 8 + 1) {
        throw in.fault(size + " bytes of bits, at most " + (max / 8 + 1) + " are allowed");
      }
      byte[] bytes = in.take(size);
      int last = bytes[size - 1] & 0xff;
      if (last == 0) {
        throw in.fault("no bit ends the list");
      }
      int end = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(last);
      int length = (size - 1) * 8 + end;
      if (length > max) {
        throw in.fault(length + " bits, at most " + max + " are allowed");
      }
      bytes[size - 1] = (byte) (last ^ 1 << end);
      return Bits.wrap(Arrays.copyOf(bytes, (length + 7) / 8), length);
    }

    private void requireFits(Bits value) {
      if (value.length() > max) {
        throw new IllegalArgumentException(this + " of " + value.length() + " bits");
      }
    }
  }
}
