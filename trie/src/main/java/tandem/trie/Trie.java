package tandem.trie;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Keccak256;
import tandem.primitives.Hash32;
import tandem.trie.Node.Branch;
import tandem.trie.Node.Extension;
import tandem.trie.Node.Leaf;
import tandem.trie.Node.Stored;

/// A Merkle-Patricia trie (yellow paper appendix D): changes give a new trie, the old one stays.
///
/// Nodes are read from the store when they are first needed and then kept as long as this trie or
/// one made from it is, so a trie is for one piece of work, such as the execution of a block; a new
/// one is opened at the root for the next. Nothing is written: [#commit()] gives what is to be.
///
/// Every method that goes through nodes throws [TrieException] if one is missing or malformed. For
/// use by one thread.
public final class Trie {
  /// Root of a trie without entries: Keccak-256 of `80`.
  public static final Hash32 EMPTY_ROOT =
      Hash32.fromHex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");

  static final byte[] NO_BYTES = {};

  private final NodeStore store;
  private final @Nullable Node root;

  private Trie(NodeStore store, @Nullable Node root) {
    this.store = store;
    this.root = root;
  }

  /// The trie with this root. Whether its nodes are there shows when they are needed.
  public static Trie open(Hash32 root, NodeStore store) {
    return new Trie(store, root.equals(EMPTY_ROOT) ? null : new Stored(root));
  }

  /// A trie without entries.
  public static Trie empty() {
    return new Trie(NodeStore.EMPTY, null);
  }

  /// The value under `key`, or null. It must not be changed.
  public byte @Nullable [] get(byte[] key) {
    byte[] nibbles = Nibbles.ofKey(key);
    Node node = root;
    int at = 0;
    while (node != null) {
      switch (node) {
        case Stored stored -> node = stored.load(store);
        case Leaf leaf -> {
          return isRest(nibbles, at, leaf.path) ? leaf.value : null;
        }
        case Extension extension -> {
          if (!matches(nibbles, at, extension.path)) {
            return null;
          }
          at += extension.path.length;
          node = extension.child;
        }
        case Branch branch -> {
          if (at == nibbles.length) {
            return branch.value;
          }
          node = branch.children[nibbles[at++]];
        }
      }
    }
    return null;
  }

  /// The trie with `value` under `key`.
  ///
  /// @param value not empty; it must not be changed any more
  public Trie put(byte[] key, byte[] value) {
    if (value.length == 0) {
      throw new IllegalArgumentException("a trie holds no empty values");
    }
    return new Trie(store, put(root, Nibbles.ofKey(key), 0, value));
  }

  /// The trie without `key`; the same if it has none.
  public Trie remove(byte[] key) {
    Node changed = root == null ? null : remove(root, Nibbles.ofKey(key), 0);
    return changed == root ? this : new Trie(store, changed);
  }

  /// The root hash.
  public Hash32 root() {
    if (root == null) {
      return EMPTY_ROOT;
    }
    byte[] reference = root.reference();
    Hash32 hash = Node.hashOf(reference);
    return hash != null ? hash : Keccak256.hash(reference);
  }

  /// The nodes that are not in the store yet, and the root.
  public TrieCommit commit() {
    Map<Hash32, byte[]> nodes = new LinkedHashMap<>();
    if (root == null) {
      return new TrieCommit(EMPTY_ROOT, nodes);
    }
    if (root.isInStore()) {
      return new TrieCommit(root(), nodes);
    }
    collect(root, nodes);
    Hash32 hash = root();
    // A root is always stored under its hash, however short it is.
    if (!nodes.containsKey(hash)) {
      nodes.put(hash, root.encode());
    }
    return new TrieCommit(hash, Collections.unmodifiableMap(nodes));
  }

  /// Entries in the order of their keys, beginning with the first that is not below `from`.
  public Iterator<TrieEntry> entries(byte[] from) {
    return new TrieIterator(root, store, from);
  }

  /// The encodings of the nodes from the root towards `key`, as far as they go: proof of the value
  /// under it, or that there is none (EIP-1186). Empty for a trie without entries.
  public List<byte[]> prove(byte[] key) {
    byte[] nibbles = Nibbles.ofKey(key);
    List<byte[]> proof = new ArrayList<>();
    Node node = root;
    int at = 0;
    while (node != null) {
      if (node instanceof Stored stored) {
        node = stored.load(store);
      }
      // Shorter ones are part of the node before them.
      if (proof.isEmpty() || Node.hashOf(node.reference()) != null) {
        proof.add(node.encode());
      }
      if (node instanceof Extension extension && matches(nibbles, at, extension.path)) {
        at += extension.path.length;
        node = extension.child;
      } else if (node instanceof Branch branch && at < nibbles.length) {
        node = branch.children[nibbles[at++]];
      } else {
        node = null;
      }
    }
    return proof;
  }

  private Node put(@Nullable Node node, byte[] key, int at, byte[] value) {
    return switch (node) {
      case null -> new Leaf(Nibbles.tail(key, at), value);
      case Stored stored -> put(stored.load(store), key, at, value);
      case Leaf leaf -> {
        int common = Nibbles.common(key, at, leaf.path);
        if (common == leaf.path.length && at + common == key.length) {
          yield new Leaf(leaf.path, value);
        }
        @Nullable Node[] children = new @Nullable Node[16];
        byte[] here = null;
        if (common == leaf.path.length) {
          here = leaf.value;
        } else {
          children[leaf.path[common]] = new Leaf(Nibbles.tail(leaf.path, common + 1), leaf.value);
        }
        yield split(leaf.path, common, children, here, key, at, value);
      }
      case Extension extension -> {
        int common = Nibbles.common(key, at, extension.path);
        if (common == extension.path.length) {
          Node child = put(extension.child, key, at + common, value);
          yield new Extension(extension.path, child);
        }
        @Nullable Node[] children = new @Nullable Node[16];
        byte[] rest = Nibbles.tail(extension.path, common + 1);
        children[extension.path[common]] =
            rest.length == 0 ? extension.child : new Extension(rest, extension.child);
        yield split(extension.path, common, children, null, key, at, value);
      }
      case Branch branch -> {
        if (at == key.length) {
          yield new Branch(branch.children, value);
        }
        int nibble = key[at];
        yield branch.with(nibble, put(branch.children[nibble], key, at + 1, value));
      }
    };
  }

  /// A branch after `common` nibbles of `path` with `children`, into which `value` is put.
  private Node split(
      byte[] path,
      int common,
      @Nullable Node[] children,
      byte @Nullable [] here,
      byte[] key,
      int at,
      byte[] value) {
    Node branch = put(new Branch(children, here), key, at + common, value);
    return common == 0 ? branch : new Extension(Arrays.copyOf(path, common), branch);
  }

  /// The node without `key`, itself if it has none.
  private @Nullable Node remove(Node node, byte[] key, int at) {
    return switch (node) {
      case Stored stored -> {
        Node loaded = stored.load(store);
        Node changed = remove(loaded, key, at);
        yield changed == loaded ? stored : changed;
      }
      case Leaf leaf -> isRest(key, at, leaf.path) ? null : leaf;
      case Extension extension -> {
        int length = extension.path.length;
        if (!matches(key, at, extension.path)) {
          yield extension;
        }
        Node child = remove(extension.child, key, at + length);
        if (child == extension.child) {
          yield extension;
        }
        // Below an extension is a branch, of which at least one entry stays.
        yield child == null ? null : prepend(extension.path, child);
      }
      case Branch branch -> removeFrom(branch, key, at);
    };
  }

  private Node removeFrom(Branch branch, byte[] key, int at) {
    if (at == key.length) {
      return branch.value == null ? branch : shrink(new Branch(branch.children, null));
    }
    int nibble = key[at];
    Node child = branch.children[nibble];
    Node changed = child == null ? null : remove(child, key, at + 1);
    if (changed == child) {
      return branch;
    }
    Branch without = branch.with(nibble, changed);
    return changed == null ? shrink(without) : without;
  }

  /// `branch`, or what stands for it if only one way goes on.
  private Node shrink(Branch branch) {
    int only = -1;
    for (int nibble = 0; nibble < 16; nibble++) {
      if (branch.children[nibble] != null) {
        if (only >= 0 || branch.value != null) {
          return branch;
        }
        only = nibble;
      }
    }
    Node child = only < 0 ? null : branch.children[only];
    if (child != null) {
      return prepend(new byte[] {(byte) only}, child);
    }
    return new Leaf(NO_BYTES, branch.value == null ? NO_BYTES : branch.value);
  }

  /// The node that is reached by `path` and then is `node`.
  private Node prepend(byte[] path, Node node) {
    return switch (node) {
      case Leaf leaf -> new Leaf(Nibbles.join(path, leaf.path), leaf.value);
      case Extension below -> new Extension(Nibbles.join(path, below.path), below.child);
      case Branch branch -> new Extension(path, branch);
      case Stored stored ->
          stored.load(store) instanceof Branch
              ? new Extension(path, stored)
              : prepend(path, stored.load(store));
    };
  }

  private static boolean matches(byte[] key, int at, byte[] path) {
    return Nibbles.common(key, at, path) == path.length;
  }

  private static boolean isRest(byte[] key, int at, byte[] path) {
    return key.length - at == path.length && matches(key, at, path);
  }

  private static void collect(Node node, Map<Hash32, byte[]> nodes) {
    if (node.isInStore()) {
      return;
    }
    switch (node) {
      case Extension extension -> collect(extension.child, nodes);
      case Branch branch -> {
        for (Node child : branch.children) {
          if (child != null) {
            collect(child, nodes);
          }
        }
      }
      case Leaf _, Stored _ -> {}
    }
    byte[] encoding = node.encode();
    Hash32 hash = Node.hashOf(node.reference(encoding));
    if (hash != null) {
      nodes.put(hash, encoding);
    }
  }
}
