package tandem.ssz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// A list or vector of values with roots of their own inside a state: changeable, with copies that
/// share what did not change. An element's root is computed once.
///
/// Not thread-safe.
///
/// @param <E> elements, which never change
public final class Sequence<E> {
  private static final int PAGE = 32;

  /// The first `count` elements are there; of some the root is known.
  private static final class Page<E> {
    private final @Nullable Object[] elements;
    private final @Nullable Hash32[] roots;
    private int count;

    Page(@Nullable Object[] elements, @Nullable Hash32[] roots, int count) {
      this.elements = elements;
      this.roots = roots;
      this.count = count;
    }

    static <E> Page<E> empty() {
      return new Page<>(new @Nullable Object[PAGE], new @Nullable Hash32[PAGE], 0);
    }

    Page<E> copy() {
      return new Page<>(elements.clone(), roots.clone(), count);
    }

    @SuppressWarnings("unchecked") // Only elements are ever put in.
    E get(int index) {
      return (E) Objects.requireNonNull(elements[index]);
    }

    void set(int index, E value) {
      elements[index] = value;
      roots[index] = null;
      count = Math.max(count, index + 1);
    }

    boolean hasElementsOf(Page<E> other) {
      return Arrays.equals(elements, other.elements);
    }

    Hash32 root(int index, SszType<E> type) {
      Hash32 root = roots[index];
      if (root == null) {
        root = type.hashTreeRoot(get(index));
        roots[index] = root;
      }
      return root;
    }
  }

  private static final class Pages<E> implements PagedTree.Pages<Page<E>> {
    private final SszType<E> type;

    Pages(SszType<E> type) {
      this.type = type;
    }

    @Override
    public Page<E> copy(Page<E> page) {
      return page.copy();
    }

    @Override
    public byte[] root(Page<E> page) {
      byte[] chunks = new byte[PAGE * Merkle.CHUNK_BYTES];
      for (int i = 0; i < page.count; i++) {
        byte[] root = page.root(i, type).unsafeArray();
        System.arraycopy(root, 0, chunks, i * Merkle.CHUNK_BYTES, Merkle.CHUNK_BYTES);
      }
      return Merkle.root(chunks, page.count, depth());
    }

    @Override
    public int depth() {
      return Merkle.depth(PAGE);
    }
  }

  private final SszType<E> type;
  private final PagedTree<Page<E>> pages;
  private final long limit;
  private final boolean isList;
  private int size;

  private Sequence(
      SszType<E> type, PagedTree<Page<E>> pages, long limit, boolean isList, int size) {
    this.type = type;
    this.pages = pages;
    this.limit = limit;
    this.isList = isList;
    this.size = size;
  }

  /// An empty `List[type, limit]`.
  ///
  /// @param limit at least 32
  public static <E> Sequence<E> list(SszType<E> type, long limit) {
    if (limit < PAGE) {
      throw new IllegalArgumentException("a list of at most " + limit + " elements");
    }
    return new Sequence<>(type, new PagedTree<>(new Pages<>(type)), limit, true, 0);
  }

  /// A `Vector[type, length]` of `length` times `element`.
  ///
  /// @param length at least 32, and a multiple of it
  public static <E> Sequence<E> vector(SszType<E> type, int length, E element) {
    return vector(type, Collections.nCopies(length, element));
  }

  private static <E> Sequence<E> vector(SszType<E> type, List<E> values) {
    int length = values.size();
    if (length < PAGE || length % PAGE != 0) {
      throw new IllegalArgumentException("a vector of " + length + " elements");
    }
    PagedTree<Page<E>> pages = PagedTree.of(new Pages<>(type), pages(values));
    return new Sequence<>(type, pages, length, false, length);
  }

  /// Equal elements in a row are one object, and equal pages in a row are one page.
  private static <E> List<Page<E>> pages(List<E> values) {
    List<Page<E>> pages = new ArrayList<>();
    @Nullable E lastValue = null;
    for (int from = 0; from < values.size(); from += PAGE) {
      Page<E> page = Page.empty();
      for (int i = from; i < Math.min(from + PAGE, values.size()); i++) {
        E value = values.get(i);
        E shared = lastValue != null && lastValue.equals(value) ? lastValue : value;
        page.set(i - from, shared);
        lastValue = shared;
      }
      boolean isLast = !pages.isEmpty() && pages.getLast().hasElementsOf(page);
      pages.add(isLast ? pages.getLast() : page);
    }
    return pages;
  }

  public Sequence<E> copy() {
    return new Sequence<>(type, pages.copy(), limit, isList, size);
  }

  public int size() {
    return size;
  }

  /// @throws IndexOutOfBoundsException if there is no such element
  public E get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("element " + index + " of " + size);
    }
    return pages.read(index / PAGE).get(index % PAGE);
  }

  /// @throws IndexOutOfBoundsException if there is no such element
  public void set(int index, E value) {
    if (get(index) != value) {
      pages.write(index / PAGE).set(index % PAGE, value);
    }
  }

  /// @throws IllegalStateException if the list is full, or no list
  public void append(E value) {
    if (!isList || size >= limit) {
      throw new IllegalStateException("no room behind " + size + " elements");
    }
    if (size % PAGE == 0) {
      pages.append(Page.empty());
    }
    pages.write(size / PAGE).set(size % PAGE, value);
    size++;
  }

  /// Puts other elements in place of all.
  ///
  /// @throws IllegalStateException if that is more than the list has room for, or another number
  ///   than the vector has
  public void replaceAll(List<E> values) {
    if (isList ? values.size() > limit : values.size() != limit) {
      throw new IllegalStateException("no room for " + values.size() + " elements");
    }
    pages.replaceAll(pages(values));
    size = values.size();
  }

  /// Puts `value` in place of each element.
  public void fill(E value) {
    replaceAll(Collections.nCopies(size, value));
  }

  /// The elements as they are now.
  public List<E> toList() {
    List<E> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(get(i));
    }
    return all;
  }

  public Hash32 hashTreeRoot() {
    byte[] root = pages.root(Merkle.depth(limit));
    return isList ? Merkle.withLength(root, size) : Hash32.wrap(root);
  }

  /// Its type, for encoding it within a state.
  public static <E> SszType<Sequence<E>> listType(SszType<E> type, long limit) {
    return Ssz.list(type, limit)
        .map(
            "List[" + type.name() + ", " + limit + "]",
            values -> {
              Sequence<E> list = list(type, limit);
              list.replaceAll(values);
              return list;
            },
            Sequence::toList)
        .rootedBy(Sequence::hashTreeRoot);
  }

  public static <E> SszType<Sequence<E>> vectorType(SszType<E> type, int length) {
    return Ssz.vector(type, length)
        .map(
            "Vector[" + type.name() + ", " + length + "]",
            values -> vector(type, values),
            Sequence::toList)
        .rootedBy(Sequence::hashTreeRoot);
  }
}
