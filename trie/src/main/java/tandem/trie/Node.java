package tandem.trie;

import org.jspecify.annotations.Nullable;
import tandem.crypto.Keccak256;
import tandem.primitives.Hash32;
import tandem.rlp.RlpException;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// A node of a trie (yellow paper appendix D). Immutable in what it says; how a parent refers to it
/// is computed once.
abstract sealed class Node {
  private byte @Nullable [] reference;
  private boolean inStore;

  /// Path and value at the end of it.
  static final class Leaf extends Node {
    final byte[] path;
    final byte[] value;

    Leaf(byte[] path, byte[] value) {
      this.path = path;
      this.value = value;
    }

    @Override
    byte[] encode() {
      RlpWriter out = new RlpWriter(path.length + value.length + 16);
      return out.bytes(value).bytes(Nibbles.compact(path, true)).list(0).toByteArray();
    }
  }

  /// A path of at least one nibble that all entries below have in common; below is a branch.
  static final class Extension extends Node {
    final byte[] path;
    final Node child;

    Extension(byte[] path, Node child) {
      this.path = path;
      this.child = child;
    }

    @Override
    byte[] encode() {
      RlpWriter out = new RlpWriter(path.length + 48);
      out.raw(child.reference());
      return out.bytes(Nibbles.compact(path, false)).list(0).toByteArray();
    }
  }

  /// Sixteen ways to go on, and the value of the key that ends here; at least two of the seventeen
  /// are there.
  static final class Branch extends Node {
    final @Nullable Node[] children;
    final byte @Nullable [] value;

    Branch(@Nullable Node[] children, byte @Nullable [] value) {
      this.children = children;
      this.value = value;
    }

    Branch with(int nibble, @Nullable Node child) {
      @Nullable Node[] changed = children.clone();
      changed[nibble] = child;
      return new Branch(changed, value);
    }

    @Override
    byte[] encode() {
      RlpWriter out = new RlpWriter(544);
      out.bytes(value == null ? Trie.NO_BYTES : value);
      for (int nibble = 15; nibble >= 0; nibble--) {
        Node child = children[nibble];
        if (child == null) {
          out.bytes(Trie.NO_BYTES);
        } else {
          out.raw(child.reference());
        }
      }
      return out.list(0).toByteArray();
    }
  }

  /// A node in the store that was not looked at, or was and is kept.
  static final class Stored extends Node {
    final Hash32 hash;
    private @Nullable Node node;

    Stored(Hash32 hash) {
      this.hash = hash;
      ((Node) this).reference = hashReference(hash);
      ((Node) this).inStore = true;
    }

    Node load(NodeStore store) {
      Node loaded = node;
      if (loaded == null) {
        byte[] bytes = store.get(hash);
        if (bytes == null) {
          throw TrieException.missing(hash);
        }
        loaded = decode(bytes, hash);
        ((Node) loaded).reference = hashReference(hash);
        ((Node) loaded).inStore = true;
        node = loaded;
      }
      return loaded;
    }

    @Override
    byte[] encode() {
      throw new IllegalStateException("not loaded: " + hash);
    }
  }

  abstract byte[] encode();

  /// Whether the node came from the store, so that it need not be written again.
  final boolean isInStore() {
    return inStore;
  }

  /// What a parent holds: the encoding if it has less than 32 bytes, else its hash as RLP.
  final byte[] reference() {
    byte[] known = reference;
    if (known == null) {
      known = reference(encode());
    }
    return known;
  }

  /// As [#reference()], when the encoding is at hand.
  final byte[] reference(byte[] encoding) {
    byte[] computed =
        encoding.length < Hash32.LENGTH ? encoding : hashReference(Keccak256.hash(encoding));
    reference = computed;
    return computed;
  }

  /// The hash in a reference, or null if the node is in its parent.
  static @Nullable Hash32 hashOf(byte[] reference) {
    return reference.length == 1 + Hash32.LENGTH ? Hash32.of(reference, 1) : null;
  }

  private static byte[] hashReference(Hash32 hash) {
    byte[] reference = new byte[1 + Hash32.LENGTH];
    reference[0] = (byte) (0x80 + Hash32.LENGTH);
    System.arraycopy(hash.unsafeArray(), 0, reference, 1, Hash32.LENGTH);
    return reference;
  }

  /// @throws TrieException if `bytes` are no node that this class would have written
  static Node decode(byte[] bytes, Hash32 hash) {
    try {
      RlpReader in = RlpReader.of(bytes, "node");
      Node node = read(in);
      in.end();
      return node;
    } catch (RlpException e) {
      throw TrieException.malformed(hash, e);
    }
  }

  /// A node within a node has less than 32 bytes, so this goes no deeper than those allow.
  private static Node read(RlpReader in) {
    RlpReader items = in.list("");
    int count = items.count("", 17);
    if (count == 17) {
      return readBranch(items);
    }
    if (count != 2) {
      throw items.fault("", count + " items where a node has 2 or 17");
    }
    byte[] compact = items.bytes("path", Integer.MAX_VALUE);
    if (!Nibbles.isCompact(compact)) {
      throw items.fault("path", "not a compact path");
    }
    byte[] path = Nibbles.expand(compact);
    if (Nibbles.isLeaf(compact)) {
      byte[] value = items.bytes("value", Integer.MAX_VALUE);
      if (value.length == 0) {
        throw items.fault("value", "a leaf without a value");
      }
      return new Leaf(path, value);
    }
    Node child = readReference(items);
    if (path.length == 0 || child == null || child instanceof Leaf || child instanceof Extension) {
      throw items.fault("", "an extension that leads to no branch");
    }
    return new Extension(path, child);
  }

  private static Node readBranch(RlpReader items) {
    @Nullable Node[] children = new @Nullable Node[16];
    int present = 0;
    for (int nibble = 0; nibble < 16; nibble++) {
      children[nibble] = readReference(items);
      present += children[nibble] == null ? 0 : 1;
    }
    byte[] value = items.bytes("value", Integer.MAX_VALUE);
    if (present + (value.length > 0 ? 1 : 0) < 2) {
      throw items.fault("", "a branch that does not branch");
    }
    return new Branch(children, value.length == 0 ? null : value);
  }

  private static @Nullable Node readReference(RlpReader items) {
    if (items.peek() == RlpReader.Kind.LIST) {
      if (items.peekSize() >= Hash32.LENGTH) {
        throw items.fault("child", "a node of 32 bytes or more within a node");
      }
      return read(items);
    }
    byte[] bytes = items.bytes("child", Hash32.LENGTH);
    if (bytes.length == 0) {
      return null;
    }
    if (bytes.length != Hash32.LENGTH) {
      throw items.fault("child", bytes.length + " bytes where a hash has 32");
    }
    return new Stored(Hash32.wrap(bytes));
  }
}
