package tandem.ssz;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// Simple serialize as its text reads, slowly and without what it is compared with: random types,
/// random values of them, and the bytes and roots that these must have.
final class SlowSsz {
  /// A value with the bytes and the root that the text gives it.
  record Drawn(Object value, byte[] bytes, byte[] root) {}

  /// A type by both descriptions.
  ///
  /// @param isBasic whether several values share a chunk
  record Shape(SszType<Object> type, boolean isFixed, boolean isBasic, Draw draw) {}

  interface Draw {
    Drawn from(SplittableRandom chance);
  }

  private SlowSsz() {}

  static Shape shape(SplittableRandom chance, int depth) {
    return switch (chance.nextInt(depth == 0 ? 7 : 11)) {
      case 0 -> new Shape(untyped(Ssz.UINT64), true, true, SlowSsz::number);
      case 1 -> new Shape(untyped(Ssz.BOOLEAN), true, true, SlowSsz::bool);
      case 2 -> new Shape(untyped(Ssz.BYTES32), true, false, SlowSsz::root);
      case 3 -> byteVector(1 + chance.nextInt(70));
      case 4 -> byteList(chance.nextInt(70));
      case 5 -> bitvector(1 + chance.nextInt(600));
      case 6 -> bitlist(chance.nextInt(600));
      case 7, 8 -> list(shape(chance, depth - 1), chance.nextInt(12));
      case 9 -> vector(shape(chance, depth - 1), 1 + chance.nextInt(6));
      default ->
          container(
              IntStream.rangeClosed(0, chance.nextInt(5))
                  .mapToObj(_ -> shape(chance, depth - 1))
                  .toList());
    };
  }

  private static Drawn number(SplittableRandom chance) {
    long value = chance.nextLong() >>> chance.nextInt(64);
    byte[] bytes = little(value, 8);
    return new Drawn(value, bytes, Arrays.copyOf(bytes, 32));
  }

  private static Drawn bool(SplittableRandom chance) {
    boolean value = chance.nextBoolean();
    byte[] bytes = {(byte) (value ? 1 : 0)};
    return new Drawn(value, bytes, Arrays.copyOf(bytes, 32));
  }

  private static Drawn root(SplittableRandom chance) {
    byte[] bytes = random(chance, 32);
    return new Drawn(Hash32.of(bytes), bytes, bytes);
  }

  private static Shape byteVector(int length) {
    return new Shape(
        untyped(Ssz.byteVector(length)),
        true,
        false,
        chance -> {
          byte[] bytes = random(chance, length);
          return new Drawn(Bytes.of(bytes), bytes, merkleize(pack(bytes), chunks(length)));
        });
  }

  private static Shape byteList(int max) {
    return new Shape(
        untyped(Ssz.byteList(max)),
        false,
        false,
        chance -> {
          byte[] bytes = random(chance, chance.nextInt(max + 1));
          byte[] root = merkleize(pack(bytes), chunks(max));
          return new Drawn(Bytes.of(bytes), bytes, mixIn(root, bytes.length));
        });
  }

  private static Shape bitvector(int length) {
    return new Shape(
        untyped(Ssz.bitvector(length)),
        true,
        false,
        chance -> {
          boolean[] bits = bits(chance, length);
          byte[] bytes = pack(bits, (length + 7) / 8);
          return new Drawn(value(bits), bytes, merkleize(pack(bytes), (length + 255) / 256));
        });
  }

  private static Shape bitlist(int max) {
    return new Shape(
        untyped(Ssz.bitlist(max)),
        false,
        false,
        chance -> {
          boolean[] bits = bits(chance, chance.nextInt(max + 1));
          byte[] root = merkleize(pack(pack(bits, (bits.length + 7) / 8)), (max + 255) / 256);
          boolean[] ended = Arrays.copyOf(bits, bits.length + 1);
          ended[bits.length] = true;
          return new Drawn(value(bits), pack(ended, bits.length / 8 + 1), mixIn(root, bits.length));
        });
  }

  private static Shape list(Shape element, int max) {
    return new Shape(
        untyped(Ssz.list(element.type(), max)),
        false,
        false,
        chance -> {
          List<Drawn> drawn = draw(element, chance, chance.nextInt(max + 1));
          byte[] root = merkleize(elementChunks(element, drawn), elementLimit(element, max));
          return new Drawn(values(drawn), serialize(element, drawn), mixIn(root, drawn.size()));
        });
  }

  private static Shape vector(Shape element, int length) {
    return new Shape(
        untyped(Ssz.vector(element.type(), length)),
        element.isFixed(),
        false,
        chance -> {
          List<Drawn> drawn = draw(element, chance, length);
          byte[] root = merkleize(elementChunks(element, drawn), elementLimit(element, length));
          return new Drawn(values(drawn), serialize(element, drawn), root);
        });
  }

  private static Shape container(List<Shape> fields) {
    Container.Builder<Object> builder = Container.named("C");
    for (int i = 0; i < fields.size(); i++) {
      int field = i;
      builder.field("f" + i, fields.get(i).type(), value -> ((List<?>) value).get(field));
    }
    Container<Object> type =
        builder.build(
            in -> IntStream.range(0, fields.size()).mapToObj(_ -> in.<Object>next()).toList());
    return new Shape(
        type,
        fields.stream().allMatch(Shape::isFixed),
        false,
        chance -> {
          List<Drawn> drawn = fields.stream().map(each -> each.draw().from(chance)).toList();
          List<byte[]> roots = drawn.stream().map(Drawn::root).toList();
          List<Boolean> fixed = fields.stream().map(Shape::isFixed).toList();
          return new Drawn(values(drawn), serialize(fixed, drawn), merkleize(roots, roots.size()));
        });
  }

  private static List<Drawn> draw(Shape element, SplittableRandom chance, int count) {
    return IntStream.range(0, count).mapToObj(_ -> element.draw().from(chance)).toList();
  }

  private static List<Object> values(List<Drawn> drawn) {
    return drawn.stream().map(Drawn::value).toList();
  }

  private static byte[] serialize(Shape element, List<Drawn> drawn) {
    return serialize(drawn.stream().map(_ -> element.isFixed()).toList(), drawn);
  }

  /// Fixed parts and offsets first, then what the offsets point at.
  private static byte[] serialize(List<Boolean> fixed, List<Drawn> drawn) {
    int offset = 0;
    for (int i = 0; i < drawn.size(); i++) {
      offset += fixed.get(i) ? drawn.get(i).bytes().length : 4;
    }
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    for (int i = 0; i < drawn.size(); i++) {
      byte[] bytes = drawn.get(i).bytes();
      if (fixed.get(i)) {
        head.writeBytes(bytes);
      } else {
        head.writeBytes(little(offset + tail.size(), 4));
        tail.writeBytes(bytes);
      }
    }
    head.writeBytes(tail.toByteArray());
    return head.toByteArray();
  }

  private static List<byte[]> elementChunks(Shape element, List<Drawn> drawn) {
    if (!element.isBasic()) {
      return drawn.stream().map(Drawn::root).toList();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    drawn.forEach(each -> all.writeBytes(each.bytes()));
    return pack(all.toByteArray());
  }

  private static int elementLimit(Shape element, int max) {
    if (!element.isBasic()) {
      return max;
    }
    return chunks(max * element.draw().from(new SplittableRandom(0)).bytes().length);
  }

  private static int chunks(int bytes) {
    return (bytes + 31) / 32;
  }

  private static List<byte[]> pack(byte[] bytes) {
    List<byte[]> chunks = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += 32) {
      chunks.add(Arrays.copyOf(Arrays.copyOfRange(bytes, from, bytes.length), 32));
    }
    return chunks;
  }

  private static byte[] pack(boolean[] bits, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < bits.length; i++) {
      bytes[i / 8] |= (byte) (bits[i] ? 1 << i % 8 : 0);
    }
    return bytes;
  }

  /// Every zero chunk up to the next power of two is really there.
  private static byte[] merkleize(List<byte[]> chunks, int limit) {
    List<byte[]> level = new ArrayList<>(chunks);
    int width = 1;
    while (width < limit) {
      width *= 2;
    }
    while (level.size() < width) {
      level.add(new byte[32]);
    }
    while (level.size() > 1) {
      List<byte[]> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        next.add(sha256(level.get(i), level.get(i + 1)));
      }
      level = next;
    }
    return level.getFirst();
  }

  private static byte[] mixIn(byte[] root, int length) {
    return sha256(root, little(length, 32));
  }

  private static byte[] sha256(byte[] left, byte[] right) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(left);
      return digest.digest(right);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] little(long value, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < Math.min(8, length); i++) {
      bytes[i] = (byte) (value >>> 8 * i);
    }
    return bytes;
  }

  private static byte[] random(SplittableRandom chance, int length) {
    byte[] bytes = new byte[length];
    chance.nextBytes(bytes);
    return bytes;
  }

  private static boolean[] bits(SplittableRandom chance, int length) {
    boolean[] bits = new boolean[length];
    for (int i = 0; i < length; i++) {
      bits[i] = chance.nextBoolean();
    }
    return bits;
  }

  private static Bits value(boolean[] bits) {
    return Bits.of(bits.length, IntStream.range(0, bits.length).filter(i -> bits[i]).toArray());
  }

  @SuppressWarnings("unchecked") // Values are only given to the type that they were drawn for.
  private static SszType<Object> untyped(SszType<?> type) {
    return (SszType<Object>) type;
  }
}
