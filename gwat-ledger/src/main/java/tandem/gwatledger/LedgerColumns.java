package tandem.gwatledger;

import java.nio.ByteBuffer;
import java.util.List;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.store.Column;

/// The columns of gwat's database and their keys. Numbers in keys are big-endian, so that a scan
/// meets them in their order.
///
/// | column | key | value |
/// | --- | --- | --- |
/// | headers | block hash | header, fields 1–10, RLP |
/// | bodies | block hash | body RLP |
/// | dag | block hash | [DagRecord], for exactly the blocks that are not finalised |
/// | numbers | number 8 | block hash |
/// | finals | block hash | number 8 ‖ finalised hash 32 ‖ header, all fields, RLP |
/// | receipts | block hash | receipts of a finalised block, storage form |
/// | lookups | transaction hash | hash of the block in which it was applied 32 ‖ index 4 |
/// | trie | node hash | node of a state or storage trie |
/// | code | code hash | code |
/// | creators | slot 8 | `00`: nobody can know; `01` ‖ 20 bytes a creator |
/// | seen | slot 8 ‖ coinbase 20 | hashes of their blocks in the order of arrival |
/// | twins | slot 8 ‖ coinbase 20 | the headers of two blocks of one creator and slot, RLP list |
/// | sealed | coinbase 20 ‖ slot 8 | hash of the block that this node made |
/// | markers | name | see [Records] |
public final class LedgerColumns {
  static final Column HEADERS = new Column("headers");
  static final Column BODIES = new Column("bodies");
  static final Column DAG = new Column("dag");
  static final Column NUMBERS = new Column("numbers");
  static final Column FINALS = new Column("finals");
  static final Column RECEIPTS = new Column("receipts");
  static final Column LOOKUPS = new Column("lookups");
  static final Column TRIE = new Column("trie");
  static final Column CODE = new Column("code");
  static final Column CREATORS = new Column("creators");
  static final Column SEEN = new Column("seen");
  static final Column TWINS = new Column("twins");
  static final Column SEALED = new Column("sealed");
  static final Column MARKERS = new Column("markers");

  /// All columns, for stores that must know them when they open.
  public static final List<Column> ALL =
      List.of(
          HEADERS, BODIES, DAG, NUMBERS, FINALS, RECEIPTS, LOOKUPS, TRIE, CODE, CREATORS, SEEN,
          TWINS, SEALED, MARKERS);

  private LedgerColumns() {}

  static byte[] key(Hash32 hash) {
    return hash.unsafeArray();
  }

  static byte[] key(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  static byte[] key(long slot, Address coinbase) {
    return ByteBuffer.allocate(28).putLong(slot).put(coinbase.unsafeArray()).array();
  }

  static byte[] key(Address coinbase, long slot) {
    return ByteBuffer.allocate(28).put(coinbase.unsafeArray()).putLong(slot).array();
  }
}
