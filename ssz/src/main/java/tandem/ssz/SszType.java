package tandem.ssz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import tandem.primitives.Hash32;

/// A type of simple serialize (Ethereum consensus specification v1.1.10, ssz/simple-serialize.md):
/// from one description come encoding, strict decoding and the hash tree root. Types are values
/// without state; all methods are thread-safe.
///
/// @param <T> values, which never change
public abstract class SszType<T> {
  /// Of a type whose values differ in size.
  static final int VARIABLE = -1;

  static final int OFFSET_BYTES = 4;

  private final String name;

  SszType(String name) {
    this.name = name;
  }

  /// The value's bytes.
  ///
  /// @throws IllegalArgumentException if a part of it has a size that its type does not have
  public final byte[] encode(T value) {
    ByteBuffer out = ByteBuffer.allocate(sizeBytes(value)).order(ByteOrder.LITTLE_ENDIAN);
    write(value, out);
    return out.array();
  }

  /// The value of exactly these bytes. What is allocated is bounded by what is there.
  ///
  /// @throws SszException if they are none
  public final T decode(byte[] bytes) {
    SszInput in = SszInput.of(bytes, name);
    T value = read(in);
    in.end();
    return value;
  }

  /// @throws IllegalArgumentException if a part of the value has a size that its type does not have
  public abstract Hash32 hashTreeRoot(T value);

  /// Bytes of each value, or [#VARIABLE].
  abstract int fixedBytes();

  /// Bytes of the shortest value.
  abstract int minBytes();

  abstract int sizeBytes(T value);

  /// Writes `sizeBytes` bytes, little endian.
  abstract void write(T value, ByteBuffer out);

  /// Reads all of `in`, or `fixedBytes` of it.
  abstract T read(SszInput in);

  /// Values of this type that share a chunk of 32 bytes; 0 where each has a root of its own.
  int perChunk() {
    return 0;
  }

  final String name() {
    return name;
  }

  final boolean isFixed() {
    return fixedBytes() != VARIABLE;
  }

  /// The same bytes as values of another class.
  ///
  /// @param in may throw `IllegalArgumentException` where the bytes are no such value
  public final <U> SszType<U> map(String newName, Function<T, U> in, Function<U, T> out) {
    return new Mapped<>(newName, this, in, out, value -> hashTreeRoot(out.apply(value)));
  }

  /// The same type, for values that know their root.
  public final SszType<T> rootedBy(Function<T, Hash32> root) {
    return new Mapped<>(name, this, value -> value, value -> value, root);
  }

  @Override
  public final String toString() {
    return name;
  }

  private static final class Mapped<T, U> extends SszType<U> {
    private final SszType<T> inner;
    private final Function<T, U> in;
    private final Function<U, T> out;
    private final Function<U, Hash32> root;

    Mapped(
        String name,
        SszType<T> inner,
        Function<T, U> in,
        Function<U, T> out,
        Function<U, Hash32> root) {
      super(name);
      this.inner = inner;
      this.in = in;
      this.out = out;
      this.root = root;
    }

    @Override
    public Hash32 hashTreeRoot(U value) {
      return root.apply(value);
    }

    @Override
    int fixedBytes() {
      return inner.fixedBytes();
    }

    @Override
    int minBytes() {
      return inner.minBytes();
    }

    @Override
    int sizeBytes(U value) {
      return inner.sizeBytes(out.apply(value));
    }

    @Override
    void write(U value, ByteBuffer buffer) {
      inner.write(out.apply(value), buffer);
    }

    @Override
    U read(SszInput input) {
      T value = inner.read(input);
      try {
        return in.apply(value);
      } catch (IllegalArgumentException e) {
        throw input.fault(String.valueOf(e.getMessage()));
      }
    }

    @Override
    int perChunk() {
      return inner.perChunk();
    }
  }
}
