package tandem.ssz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;
import tandem.primitives.Hash32;

/// A list or vector of uint64 inside a state: changeable, with copies that share what did not
/// change.
///
/// Not thread-safe.
public final class LongSequence {
  private static final int PAGE = 64;

  private static final PagedTree.Pages<long[]> PAGES =
      new PagedTree.Pages<>() {
        @Override
        public long[] copy(long[] page) {
          return page.clone();
        }

        @Override
        public byte[] root(long[] page) {
          byte[] chunks = new byte[PAGE * Long.BYTES];
          ByteBuffer.wrap(chunks).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(page);
          return Merkle.root(chunks, chunks.length / Merkle.CHUNK_BYTES, depth());
        }

        @Override
        public int depth() {
          return Merkle.depth(PAGE * Long.BYTES / Merkle.CHUNK_BYTES);
        }
      };

  private final PagedTree<long[]> pages;
  private final long limit;
  private final boolean isList;
  private int size;

  private LongSequence(PagedTree<long[]> pages, long limit, boolean isList, int size) {
    this.pages = pages;
    this.limit = limit;
    this.isList = isList;
    this.size = size;
  }

  /// An empty `List[uint64, limit]`.
  public static LongSequence list(long limit) {
    return new LongSequence(new PagedTree<>(PAGES), limit, true, 0);
  }

  /// A `Vector[uint64, length]` of zeros.
  ///
  /// @param length at least 64, and a multiple of it
  public static LongSequence vector(int length) {
    return of(length, false, Collections.nCopies(length, 0L));
  }

  /// Equal pages in a row are one.
  private static LongSequence of(long limit, boolean isList, List<Long> values) {
    if (!isList) {
      requirePages(values.size());
    }
    List<long[]> pages = new ArrayList<>();
    long[] last = new long[0];
    for (int from = 0; from < values.size(); from += PAGE) {
      long[] page = new long[PAGE];
      for (int i = from; i < Math.min(from + PAGE, values.size()); i++) {
        page[i - from] = values.get(i);
      }
      last = Arrays.equals(page, last) ? last : page;
      pages.add(last);
    }
    return new LongSequence(PagedTree.of(PAGES, pages), limit, isList, values.size());
  }

  private static void requirePages(int length) {
    if (length < PAGE || length % PAGE != 0) {
      throw new IllegalArgumentException("a vector of " + length + " numbers");
    }
  }

  public LongSequence copy() {
    return new LongSequence(pages.copy(), limit, isList, size);
  }

  public int size() {
    return size;
  }

  /// @throws IndexOutOfBoundsException if there is no such element
  public long get(int index) {
    return pages.read(checked(index) / PAGE)[index % PAGE];
  }

  /// @throws IndexOutOfBoundsException if there is no such element
  public void set(int index, long value) {
    if (get(index) != value) {
      pages.write(index / PAGE)[index % PAGE] = value;
    }
  }

  /// @throws IllegalStateException if the list is full, or no list
  public void append(long value) {
    if (!isList || size >= limit) {
      throw new IllegalStateException("no room behind " + size + " elements");
    }
    if (size % PAGE == 0) {
      pages.append(new long[PAGE]);
    }
    pages.write(size / PAGE)[size % PAGE] = value;
    size++;
  }

  public LongStream stream() {
    long[] all = new long[size];
    for (int from = 0; from < size; from += PAGE) {
      System.arraycopy(pages.read(from / PAGE), 0, all, from, Math.min(PAGE, size - from));
    }
    return Arrays.stream(all);
  }

  /// All elements, in their order, brought into one number.
  public long reduce(long start, LongBinaryOperator operator) {
    long result = start;
    for (int from = 0; from < size; from += PAGE) {
      long[] page = pages.read(from / PAGE);
      int count = Math.min(PAGE, size - from);
      for (int i = 0; i < count; i++) {
        result = operator.applyAsLong(result, page[i]);
      }
    }
    return result;
  }

  public Hash32 hashTreeRoot() {
    byte[] root = pages.root(Merkle.depth((limit + 3) / 4));
    return isList ? Merkle.withLength(root, size) : Hash32.wrap(root);
  }

  /// Its type, for encoding it within a state.
  public static SszType<LongSequence> listType(long limit) {
    return Ssz.list(Ssz.UINT64, limit)
        .map(
            "List[uint64, " + limit + "]",
            values -> of(limit, true, values),
            sequence -> sequence.stream().boxed().toList())
        .rootedBy(LongSequence::hashTreeRoot);
  }

  public static SszType<LongSequence> vectorType(int length) {
    return Ssz.vector(Ssz.UINT64, length)
        .map(
            "Vector[uint64, " + length + "]",
            values -> of(length, false, values),
            sequence -> sequence.stream().boxed().toList())
        .rootedBy(LongSequence::hashTreeRoot);
  }

  private int checked(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("element " + index + " of " + size);
    }
    return index;
  }
}
