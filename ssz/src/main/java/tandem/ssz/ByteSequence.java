package tandem.ssz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// A list of uint8 inside a state: changeable, with copies that share what did not change.
///
/// Not thread-safe.
public final class ByteSequence {
  private static final int PAGE = 512;

  private static final PagedTree.Pages<byte[]> PAGES =
      new PagedTree.Pages<>() {
        @Override
        public byte[] copy(byte[] page) {
          return page.clone();
        }

        @Override
        public byte[] root(byte[] page) {
          return Merkle.root(page.clone(), PAGE / Merkle.CHUNK_BYTES, depth());
        }

        @Override
        public int depth() {
          return Merkle.depth(PAGE / Merkle.CHUNK_BYTES);
        }
      };

  private final PagedTree<byte[]> pages;
  private final long limit;
  private int size;

  private ByteSequence(PagedTree<byte[]> pages, long limit, int size) {
    this.pages = pages;
    this.limit = limit;
    this.size = size;
  }

  /// An empty `List[uint8, limit]`.
  public static ByteSequence list(long limit) {
    return new ByteSequence(new PagedTree<>(PAGES), limit, 0);
  }

  /// A `List[uint8, limit]` of `size` zeros.
  public static ByteSequence zeros(long limit, int size) {
    return of(limit, Bytes.wrap(new byte[size]));
  }

  /// Equal pages in a row are one.
  private static ByteSequence of(long limit, Bytes bytes) {
    List<byte[]> pages = new ArrayList<>();
    byte[] last = {};
    for (int from = 0; from < bytes.length(); from += PAGE) {
      byte[] page = Arrays.copyOfRange(bytes.unsafeArray(), from, from + PAGE);
      last = Arrays.equals(page, last) ? last : page;
      pages.add(last);
    }
    return new ByteSequence(PagedTree.of(PAGES, pages), limit, bytes.length());
  }

  public ByteSequence copy() {
    return new ByteSequence(pages.copy(), limit, size);
  }

  public int size() {
    return size;
  }

  /// @return 0 to 255
  /// @throws IndexOutOfBoundsException if there is no such element
  public int get(int index) {
    return pages.read(checked(index) / PAGE)[index % PAGE] & 0xff;
  }

  /// @throws IndexOutOfBoundsException if there is no such element
  public void set(int index, int value) {
    if (get(index) != (value & 0xff)) {
      pages.write(index / PAGE)[index % PAGE] = (byte) value;
    }
  }

  /// @throws IllegalStateException if the list is full
  public void append(int value) {
    if (size >= limit) {
      throw new IllegalStateException("no room behind " + size + " elements");
    }
    if (size % PAGE == 0) {
      pages.append(new byte[PAGE]);
    }
    pages.write(size / PAGE)[size % PAGE] = (byte) value;
    size++;
  }

  public Hash32 hashTreeRoot() {
    return Merkle.withLength(pages.root(Merkle.depth((limit + 31) / 32)), size);
  }

  /// Its type, for encoding it within a state.
  ///
  /// @param limit of the list; more than 2^30 elements are refused anyway
  public static SszType<ByteSequence> listType(long limit) {
    return Ssz.byteList((int) Math.min(limit, 1 << 30))
        .map("List[uint8, " + limit + "]", bytes -> of(limit, bytes), ByteSequence::toBytes)
        .rootedBy(ByteSequence::hashTreeRoot);
  }

  private Bytes toBytes() {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) get(i);
    }
    return Bytes.wrap(bytes);
  }

  private int checked(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("element " + index + " of " + size);
    }
    return index;
  }
}
