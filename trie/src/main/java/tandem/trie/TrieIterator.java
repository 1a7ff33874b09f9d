package tandem.trie;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Bytes;
import tandem.trie.Node.Branch;
import tandem.trie.Node.Extension;
import tandem.trie.Node.Leaf;
import tandem.trie.Node.Stored;

/// Goes through a trie depth first, which is the order of keys.
final class TrieIterator implements Iterator<TrieEntry> {
  private record Place(Node node, byte[] prefix) {}

  private final NodeStore store;
  private final byte[] from;
  // At most 16 a level of one path.
  private final Deque<Place> left = new ArrayDeque<>();
  private @Nullable TrieEntry next;

  TrieIterator(@Nullable Node root, NodeStore store, byte[] from) {
    this.store = store;
    this.from = Nibbles.ofKey(from);
    if (root != null) {
      left.push(new Place(root, Trie.NO_BYTES));
    }
  }

  @Override
  public boolean hasNext() {
    while (next == null && !left.isEmpty()) {
      advance(left.pop());
    }
    return next != null;
  }

  @Override
  public TrieEntry next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    TrieEntry entry = next;
    next = null;
    return entry;
  }

  private void advance(Place place) {
    byte[] prefix = place.prefix;
    switch (place.node) {
      case Stored stored -> push(stored.load(store), prefix);
      case Leaf leaf -> found(Nibbles.join(prefix, leaf.path), leaf.value);
      case Extension extension -> push(extension.child, Nibbles.join(prefix, extension.path));
      case Branch branch -> {
        for (int nibble = 15; nibble >= 0; nibble--) {
          Node child = branch.children[nibble];
          if (child != null) {
            push(child, Nibbles.join(prefix, new byte[] {(byte) nibble}));
          }
        }
        if (branch.value != null) {
          found(prefix, branch.value);
        }
      }
    }
  }

  private void push(Node node, byte[] prefix) {
    int length = Math.min(prefix.length, from.length);
    // Everything below a smaller prefix is below `from`.
    if (Arrays.compare(prefix, 0, length, from, 0, length) >= 0) {
      left.push(new Place(node, prefix));
    }
  }

  private void found(byte[] nibbles, byte[] value) {
    if (Arrays.compare(nibbles, from) >= 0) {
      next = new TrieEntry(Bytes.wrap(Nibbles.toKey(nibbles)), Bytes.wrap(value));
    }
  }
}
