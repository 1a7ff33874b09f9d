package tandem.ssz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import tandem.primitives.Hash32;

/// Lists and vectors of other types.
final class ElementsType<E> extends SszType<List<E>> {
  private final SszType<E> element;
  private final long max;
  private final boolean isList;

  ElementsType(SszType<E> element, long max, boolean isList) {
    super((isList ? "List[" : "Vector[") + element.name() + ", " + max + "]");
    if (max < (isList ? 0 : 1)) {
      throw new IllegalArgumentException(this + " has no values");
    }
    this.element = element;
    this.max = max;
    this.isList = isList;
  }

  @Override
  public Hash32 hashTreeRoot(List<E> value) {
    requireFits(value);
    int perChunk = element.perChunk();
    int count;
    byte[] chunks;
    long limit;
    if (perChunk == 0) {
      count = value.size();
      chunks = new byte[Math.max(1, count) * Merkle.CHUNK_BYTES];
      for (int i = 0; i < count; i++) {
        byte[] root = element.hashTreeRoot(value.get(i)).unsafeArray();
        System.arraycopy(root, 0, chunks, i * Merkle.CHUNK_BYTES, Merkle.CHUNK_BYTES);
      }
      limit = max;
    } else {
      count = (value.size() + perChunk - 1) / perChunk;
      chunks = new byte[Math.max(1, count) * Merkle.CHUNK_BYTES];
      ByteBuffer out = ByteBuffer.wrap(chunks).order(ByteOrder.LITTLE_ENDIAN);
      value.forEach(each -> element.write(each, out));
      limit = (max + perChunk - 1) / perChunk;
    }
    byte[] root = Merkle.root(chunks, count, Merkle.depth(limit));
    return isList ? Merkle.withLength(root, value.size()) : Hash32.wrap(root);
  }

  @Override
  int fixedBytes() {
    return isList || !element.isFixed() ? VARIABLE : Math.toIntExact(element.fixedBytes() * max);
  }

  @Override
  int minBytes() {
    if (isList) {
      return 0;
    }
    int each = element.isFixed() ? 0 : OFFSET_BYTES;
    return Math.toIntExact((element.minBytes() + each) * max);
  }

  @Override
  int sizeBytes(List<E> value) {
    requireFits(value);
    if (element.isFixed()) {
      return Math.multiplyExact(element.fixedBytes(), value.size());
    }
    int size = 0;
    for (E each : value) {
      size = Math.addExact(size, OFFSET_BYTES + element.sizeBytes(each));
    }
    return size;
  }

  @Override
  void write(List<E> value, ByteBuffer out) {
    requireFits(value);
    if (!element.isFixed()) {
      int offset = OFFSET_BYTES * value.size();
      for (E each : value) {
        out.putInt(offset);
        offset += element.sizeBytes(each);
      }
    }
    value.forEach(each -> element.write(each, out));
  }

  @Override
  List<E> read(SszInput in) {
    List<E> elements =
        element.isFixed() ? readFixed(in) : in.left() == 0 ? new ArrayList<>() : readVariable(in);
    if (isList ? elements.size() > max : elements.size() != max) {
      throw in.fault(elements.size() + " elements in " + this);
    }
    return List.copyOf(elements);
  }

  private void requireFits(List<E> value) {
    if (isList ? value.size() > max : value.size() != max) {
      throw new IllegalArgumentException(this + " of " + value.size() + " elements");
    }
  }

  private List<E> readFixed(SszInput in) {
    int size = element.fixedBytes();
    int bytes = isList ? in.left() : fixedBytes();
    if (bytes % size != 0) {
      throw in.fault(bytes + " bytes are no whole number of " + size);
    }
    int count = requireAtMost(in, bytes / size);
    List<E> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      // Numbers need no input of their own; of them there may be many.
      elements.add(element.read(element.perChunk() == 0 ? in.element(size, i) : in));
    }
    return elements;
  }

  /// The first offset says how many there are; each must begin where the one before ends.
  private List<E> readVariable(SszInput in) {
    int end = in.left();
    int first = in.offset();
    if (first == 0 || first % OFFSET_BYTES != 0 || first > end) {
      throw in.fault("first offset " + first + " of " + end + " bytes");
    }
    int count = requireAtMost(in, first / OFFSET_BYTES);
    int[] offsets = new int[count + 1];
    offsets[0] = first;
    for (int i = 1; i < count; i++) {
      offsets[i] = in.offset();
    }
    offsets[count] = end;
    List<E> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      SszInput part = in.element(offsets[i + 1] - offsets[i], i);
      elements.add(element.read(part));
      part.end();
    }
    return elements;
  }

  private int requireAtMost(SszInput in, int count) {
    if (count > max) {
      throw in.fault(count + " elements in " + this);
    }
    return count;
  }
}
