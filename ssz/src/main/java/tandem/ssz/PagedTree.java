package tandem.ssz;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A growing sequence of pages as a binary Merkle tree that remembers the roots of its nodes.
/// Copies share structure: a node that two trees may see is never changed, but copied on the way to
/// the page that is written. Whether a node is this tree's alone, its `owner` says; [#copy] gives
/// both trees new owners, so that it costs nothing.
///
/// After k pages were written the root costs O(k log n) hashes.
///
/// Not thread-safe.
///
/// @param <P> pages; their number is at most 2^31
final class PagedTree<P> {
  /// What a page is made of.
  interface Pages<P> {
    P copy(P page);

    /// The root of the page's chunks, in a tree of [#depth].
    byte[] root(P page);

    /// Depth of the chunks of a page.
    int depth();
  }

  private abstract static sealed class Node<P> {
    final Object owner;
    byte @Nullable [] root;

    Node(Object owner) {
      this.owner = owner;
    }
  }

  private static final class Branch<P> extends Node<P> {
    Node<P> left;
    // Null where no page is.
    @Nullable Node<P> right;

    Branch(Object owner, Node<P> left, @Nullable Node<P> right) {
      super(owner);
      this.left = left;
      this.right = right;
    }
  }

  private static final class Leaf<P> extends Node<P> {
    final P page;

    Leaf(Object owner, P page) {
      super(owner);
      this.page = page;
    }
  }

  private final Pages<P> kind;
  private Object owner = new Object();
  private @Nullable Node<P> top;
  // Of `top`, in pages: it has room for 2^height.
  private int height;
  private int size;
  // The root that was last asked for, and of which top it was: the zero chunks up to the limit of a
  // list cost dozens of hashes.
  private byte @Nullable [] extendedFrom;
  private byte @Nullable [] extended;

  PagedTree(Pages<P> kind) {
    this.kind = kind;
  }

  /// A tree of these pages; [#replaceAll] says what it costs.
  static <P> PagedTree<P> of(Pages<P> kind, List<P> pages) {
    PagedTree<P> tree = new PagedTree<>(kind);
    tree.replaceAll(pages);
    return tree;
  }

  PagedTree<P> copy() {
    PagedTree<P> copy = new PagedTree<>(kind);
    copy.top = top;
    copy.height = height;
    copy.size = size;
    copy.extendedFrom = extendedFrom;
    copy.extended = extended;
    owner = new Object();
    return copy;
  }

  int size() {
    return size;
  }

  /// The page, to be read only.
  P read(int index) {
    Node<P> node = nonNull(top, index);
    for (int level = height - 1; level >= 0; level--) {
      Branch<P> branch = (Branch<P>) node;
      node = nonNull((index >> level & 1) == 0 ? branch.left : branch.right, index);
    }
    return ((Leaf<P>) node).page;
  }

  /// The page, to be changed at once: the roots above it are forgotten.
  P write(int index) {
    top = owned(nonNull(top, index));
    Node<P> node = top;
    for (int level = height - 1; level >= 0; level--) {
      Branch<P> branch = (Branch<P>) node;
      if ((index >> level & 1) == 0) {
        branch.left = owned(branch.left);
        node = branch.left;
      } else {
        Node<P> right = owned(nonNull(branch.right, index));
        branch.right = right;
        node = right;
      }
    }
    return ((Leaf<P>) node).page;
  }

  void append(P page) {
    int index = size++;
    Node<P> leaf = new Leaf<>(owner, page);
    if (top == null) {
      top = leaf;
      return;
    }
    if (index == 1 << height) {
      top = new Branch<>(owner, top, spine(leaf, height));
      height++;
      return;
    }
    top = owned(top);
    Node<P> node = top;
    for (int level = height - 1; ; level--) {
      Branch<P> branch = (Branch<P>) node;
      if ((index >> level & 1) == 0) {
        branch.left = owned(branch.left);
        node = branch.left;
      } else if (branch.right == null) {
        branch.right = spine(leaf, level);
        return;
      } else {
        Node<P> right = owned(branch.right);
        branch.right = right;
        node = right;
      }
    }
  }

  /// Puts other pages in place of all. A run of one page costs a node or two for each level,
  /// however long it is.
  void replaceAll(List<P> pages) {
    // Of no tree, so that a node is copied before its first change, wherever it is met.
    Object nobody = new Object();
    List<Node<P>> level = new ArrayList<>(pages.size());
    for (P page : pages) {
      Node<P> last = level.isEmpty() ? null : level.getLast();
      level.add(
          last instanceof Leaf<P> leaf && leaf.page == page ? leaf : new Leaf<>(nobody, page));
    }
    while (level.size() > 1) {
      level = parents(level, nobody);
    }
    top = level.isEmpty() ? null : level.getFirst();
    height = Merkle.depth(pages.size());
    size = pages.size();
  }

  private static <P> List<Node<P>> parents(List<Node<P>> level, Object owner) {
    List<Node<P>> parents = new ArrayList<>((level.size() + 1) / 2);
    @Nullable Branch<P> last = null;
    for (int i = 0; i < level.size(); i += 2) {
      Node<P> left = level.get(i);
      Node<P> right = i + 1 < level.size() ? level.get(i + 1) : null;
      if (last == null || last.left != left || last.right != right) {
        last = new Branch<>(owner, left, right);
      }
      parents.add(last);
    }
    return parents;
  }

  /// The root over all chunks, in a tree of `limitDepth`, which is always the same.
  byte[] root(int limitDepth) {
    if (top == null) {
      return Merkle.zero(limitDepth);
    }
    int depth = height + kind.depth();
    if (limitDepth < depth) {
      // A vector that is shorter than one page.
      throw new IllegalStateException("depth " + depth + " in a tree of " + limitDepth);
    }
    byte[] root = root(top, height);
    byte[] known = extended;
    if (known == null || extendedFrom != root) {
      known = Merkle.extend(root, depth, limitDepth);
      extendedFrom = root;
      extended = known;
    }
    return known;
  }

  private byte[] root(Node<P> node, int level) {
    byte[] known = node.root;
    if (known != null) {
      return known;
    }
    byte[] root =
        switch (node) {
          case Leaf<P> leaf -> kind.root(leaf.page);
          case Branch<P> branch -> {
            byte[] left = root(branch.left, level - 1);
            Node<P> right = branch.right;
            yield Merkle.hash(
                left,
                right == null ? Merkle.zero(level - 1 + kind.depth()) : root(right, level - 1));
          }
        };
    node.root = root;
    return root;
  }

  /// The node with its root forgotten, copied if another tree may see it.
  private Node<P> owned(Node<P> node) {
    if (node.owner == owner) {
      node.root = null;
      return node;
    }
    return switch (node) {
      case Leaf<P> leaf -> new Leaf<>(owner, kind.copy(leaf.page));
      case Branch<P> branch -> new Branch<>(owner, branch.left, branch.right);
    };
  }

  private Node<P> spine(Node<P> leaf, int levels) {
    Node<P> node = leaf;
    for (int i = 0; i < levels; i++) {
      node = new Branch<>(owner, node, null);
    }
    return node;
  }

  private Node<P> nonNull(@Nullable Node<P> node, int index) {
    if (node == null) {
      throw new IndexOutOfBoundsException("page " + index + " of " + size);
    }
    return node;
  }
}
