package tandem.trie;

import tandem.primitives.Hash32;

/// The hash of a trie without entries.
public final class Trie {
  public static final Hash32 EMPTY_ROOT =
      Hash32.fromHex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
  static final byte[] NO_BYTES = {};

  private Trie() {}
}
