package tandem.gwatledger;

import static tandem.gwatledger.LedgerColumns.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.DagBlock;
import tandem.gwatdag.DagReader;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.rlp.RlpException;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;
import tandem.store.StoreException;

/// The records of [LedgerColumns] as values, read and written through the changes of the operation
/// at hand. A record that does not decode is damage of the database.
final class Records {
  /// Markers: the last finalised spine, the genesis block, the anchor for new blocks, the floor of
  /// unwinding; each a block hash.
  static final String LAST = "last";

  static final String GENESIS = "genesis";
  static final String JUSTIFIED = "justified";
  static final String FLOOR = "floor";

  /// Marker: slot 8 ‖ spine 32 of the coordinator's last instruction.
  private static final String COORDINATED = "coordinated";

  /// Of encoded headers that are kept decoded, some 3,000.
  private static final long HEADERS_SIZE_MAX_BYTES = 2 << 20;

  /// Of encoded lists of transactions that are kept decoded.
  private static final long BODIES_SIZE_MAX_BYTES = 8 << 20;

  private final Staged staged;
  private final Decoded<Header> headers;
  private final Decoded<FinalBlock> finals;
  private final Decoded<List<Transaction>> bodies;

  Records(Staged staged) {
    this(
        staged,
        new Decoded<>(HEADERS_SIZE_MAX_BYTES),
        new Decoded<>(HEADERS_SIZE_MAX_BYTES),
        new Decoded<>(BODIES_SIZE_MAX_BYTES));
  }

  private Records(
      Staged staged,
      Decoded<Header> headers,
      Decoded<FinalBlock> finals,
      Decoded<List<Transaction>> bodies) {
    this.staged = staged;
    this.headers = headers;
    this.finals = finals;
    this.bodies = bodies;
  }

  /// The records through other changes.
  Records through(Staged other) {
    return new Records(other, headers, finals, bodies);
  }

  /// Who may create in a slot.
  ///
  /// @param list null if nobody can know
  record Creators(@Nullable List<Address> list) {
    Creators {
      list = list == null ? null : List.copyOf(list);
    }
  }

  /// The coordinator's last instruction.
  record Coordinated(long slot, Hash32 spine) {}

  /// Where a transaction was applied.
  record Lookup(Hash32 block, int index) {}

  static StoreException damaged(String what) {
    return new StoreException(
        StoreException.Kind.DAMAGED,
        "the ledger is damaged: "
            + what
            + "; see `tandem doctor DIR`, or remove the data directory and let gwat sync again");
  }

  static DagBlock dagBlock(Hash32 hash, Header header) {
    return new DagBlock(
        hash, header.slot(), header.height(), header.parentHashes(), header.coinbase());
  }

  static StateFields state(FinalBlock block) {
    StateFields state = block.header().state();
    if (state == null) {
      throw damaged("finalised block " + block.hash() + " has no state fields");
    }
    return state;
  }

  Staged staged() {
    return staged;
  }

  // Blocks.

  void putBlock(Hash32 hash, Block block) {
    staged.put(LedgerColumns.HEADERS, key(hash), block.header().withState(null).encode());
    RlpWriter out = new RlpWriter(256);
    int end = out.mark();
    Transaction.writeList(block.transactions(), out);
    out.list(end);
    staged.put(LedgerColumns.BODIES, key(hash), out.toByteArray());
  }

  /// Fields 1 to 10, of blocks of the DAG and finalised ones.
  @Nullable Header header(Hash32 hash) {
    byte[] bytes = staged.get(LedgerColumns.HEADERS, key(hash));
    return bytes == null ? null : headers.of(hash, bytes, Records::decodeHeader);
  }

  Header requireHeader(Hash32 hash) {
    Header header = header(hash);
    if (header == null) {
      throw damaged("the header of block " + hash + " is missing");
    }
    return header;
  }

  boolean hasBody(Hash32 hash) {
    return staged.get(LedgerColumns.BODIES, key(hash)) != null;
  }

  /// The block, without state fields, or null.
  @Nullable Block block(Hash32 hash) {
    Header header = header(hash);
    byte[] body = staged.get(LedgerColumns.BODIES, key(hash));
    if (header == null || body == null) {
      return null;
    }
    return new Block(header, bodies.of(hash, body, Records::decodeBody));
  }

  Block requireBlock(Hash32 hash) {
    Block block = block(hash);
    if (block == null) {
      throw damaged("block " + hash + " is missing");
    }
    return block;
  }

  // The DAG.

  void putDagRecord(DagRecord record) {
    staged.put(LedgerColumns.DAG, key(record.hash()), record.encode());
  }

  void deleteDagRecord(Hash32 hash) {
    staged.delete(LedgerColumns.DAG, key(hash));
  }

  /// Removes an unfinalised block with all that is known of it.
  void deleteDagBlock(Hash32 hash, long slot, Address coinbase) {
    deleteDagRecord(hash);
    staged.delete(LedgerColumns.HEADERS, key(hash));
    staged.delete(LedgerColumns.BODIES, key(hash));
    List<Hash32> seen = new ArrayList<>(seen(slot, coinbase));
    seen.remove(hash);
    putSeen(slot, coinbase, seen);
  }

  // What is finalised.

  void putFinal(FinalBlock block) {
    byte[] header = block.header().encode();
    ByteBuffer out = ByteBuffer.allocate(8 + Hash32.LENGTH + header.length);
    out.putLong(block.number()).put(block.finalisedHash().unsafeArray()).put(header);
    staged.put(LedgerColumns.FINALS, key(block.hash()), out.array());
    staged.put(LedgerColumns.NUMBERS, key(block.number()), key(block.hash()));
  }

  @Nullable FinalBlock finalBlock(Hash32 hash) {
    byte[] bytes = staged.get(LedgerColumns.FINALS, key(hash));
    return bytes == null ? null : finals.of(hash, bytes, Records::decodeFinal);
  }

  FinalBlock requireFinal(Hash32 hash) {
    FinalBlock block = finalBlock(hash);
    if (block == null) {
      throw damaged("block " + hash + " is not finalised");
    }
    return block;
  }

  /// The number of a finalised block, else [DagReader#UNNUMBERED].
  long numberOf(Hash32 hash) {
    byte[] bytes = staged.get(LedgerColumns.FINALS, key(hash));
    if (bytes != null && bytes.length < 8 + Hash32.LENGTH) {
      throw damaged("the record of finalised block " + hash + " has " + bytes.length + " bytes");
    }
    return bytes == null ? DagReader.UNNUMBERED : ByteBuffer.wrap(bytes).getLong();
  }

  @Nullable Hash32 hashOf(long number) {
    byte[] bytes = staged.get(LedgerColumns.NUMBERS, key(number));
    return bytes == null ? null : hash(bytes, "number " + number);
  }

  Hash32 requireHashOf(long number) {
    Hash32 hash = hashOf(number);
    if (hash == null) {
      throw damaged("no block has the finalised number " + number);
    }
    return hash;
  }

  void putReceipts(Hash32 block, List<Receipt> receipts) {
    staged.put(LedgerColumns.RECEIPTS, key(block), Receipt.encodeStored(receipts));
  }

  /// One receipt a transaction of the block, or null if it is not finalised.
  @Nullable List<Receipt> receipts(Hash32 hash) {
    byte[] bytes = staged.get(LedgerColumns.RECEIPTS, key(hash));
    if (bytes == null) {
      return null;
    }
    try {
      return Receipt.decodeStored(bytes, requireBlock(hash).transactions());
    } catch (RlpException e) {
      throw damaged("the receipts of block " + hash + " do not decode: " + e.getMessage());
    }
  }

  void putLookup(Hash32 transaction, Lookup at) {
    ByteBuffer out = ByteBuffer.allocate(Hash32.LENGTH + 4);
    out.put(at.block().unsafeArray()).putInt(at.index());
    staged.put(LedgerColumns.LOOKUPS, key(transaction), out.array());
  }

  @Nullable Lookup lookup(Hash32 transaction) {
    byte[] bytes = staged.get(LedgerColumns.LOOKUPS, key(transaction));
    return bytes == null
        ? null
        : new Lookup(Hash32.of(bytes, 0), ByteBuffer.wrap(bytes).getInt(Hash32.LENGTH));
  }

  /// Removes number, state fields, receipts and look-ups of a finalised block.
  void deleteFinal(long number, Hash32 hash) {
    for (Transaction transaction : requireBlock(hash).transactions()) {
      Lookup lookup = lookup(transaction.hash());
      if (lookup != null && lookup.block().equals(hash)) {
        staged.delete(LedgerColumns.LOOKUPS, key(transaction.hash()));
      }
    }
    staged.delete(LedgerColumns.RECEIPTS, key(hash));
    staged.delete(LedgerColumns.FINALS, key(hash));
    staged.delete(LedgerColumns.NUMBERS, key(number));
  }

  // Creators, twins, own blocks.

  void putCreators(long slot, Creators creators) {
    List<Address> list = creators.list();
    ByteBuffer out = ByteBuffer.allocate(1 + (list == null ? 0 : list.size() * Address.LENGTH));
    out.put((byte) (list == null ? 0 : 1));
    if (list != null) {
      list.forEach(address -> out.put(address.unsafeArray()));
    }
    staged.put(LedgerColumns.CREATORS, key(slot), out.array());
  }

  /// Null if the coordinator has not said yet.
  @Nullable Creators creators(long slot) {
    byte[] bytes = staged.get(LedgerColumns.CREATORS, key(slot));
    if (bytes == null) {
      return null;
    }
    if (bytes.length % Address.LENGTH != 1) {
      throw damaged("the creators of slot " + slot + " have " + bytes.length + " bytes");
    }
    if (bytes[0] == 0) {
      return new Creators(null);
    }
    List<Address> list = new ArrayList<>();
    for (int at = 1; at < bytes.length; at += Address.LENGTH) {
      list.add(Address.of(bytes, at));
    }
    return new Creators(list);
  }

  /// Blocks of a creator and slot in the order of arrival.
  List<Hash32> seen(long slot, Address coinbase) {
    byte[] bytes = staged.get(LedgerColumns.SEEN, key(slot, coinbase));
    return bytes == null ? List.of() : hashes(bytes);
  }

  void putSeen(long slot, Address coinbase, List<Hash32> hashes) {
    if (hashes.isEmpty()) {
      staged.delete(LedgerColumns.SEEN, key(slot, coinbase));
      return;
    }
    ByteBuffer out = ByteBuffer.allocate(hashes.size() * Hash32.LENGTH);
    hashes.forEach(hash -> out.put(hash.unsafeArray()));
    staged.put(LedgerColumns.SEEN, key(slot, coinbase), out.array());
  }

  /// Two headers of one creator and slot, or none.
  List<Header> twins(long slot, Address coinbase) {
    byte[] bytes = staged.get(LedgerColumns.TWINS, key(slot, coinbase));
    if (bytes == null) {
      return List.of();
    }
    RlpReader in = RlpReader.of(bytes, "twins").list("twins");
    List<Header> headers = new ArrayList<>();
    while (in.hasNext()) {
      headers.add(Header.read(in, "header"));
    }
    return headers;
  }

  void putTwins(Header one, Header other) {
    RlpWriter out = new RlpWriter();
    int end = out.mark();
    one.withState(null).write(out);
    other.withState(null).write(out);
    out.list(end);
    staged.put(LedgerColumns.TWINS, key(one.slot(), one.coinbase()), out.toByteArray());
  }

  @Nullable Hash32 sealed(Address coinbase, long slot) {
    byte[] bytes = staged.get(LedgerColumns.SEALED, key(coinbase, slot));
    return bytes == null ? null : hash(bytes, "own slot " + slot);
  }

  void putSealed(Address coinbase, long slot, Hash32 hash) {
    staged.put(LedgerColumns.SEALED, key(coinbase, slot), key(hash));
  }

  // Markers.

  @Nullable Hash32 marker(String name) {
    byte[] bytes = staged.get(LedgerColumns.MARKERS, name(name));
    return bytes == null ? null : hash(bytes, "marker " + name);
  }

  Hash32 requireMarker(String name) {
    Hash32 hash = marker(name);
    if (hash == null) {
      throw damaged("the marker " + name + " is missing");
    }
    return hash;
  }

  void putMarker(String name, Hash32 hash) {
    staged.put(LedgerColumns.MARKERS, name(name), key(hash));
  }

  @Nullable Coordinated coordinated() {
    byte[] bytes = staged.get(LedgerColumns.MARKERS, name(COORDINATED));
    if (bytes != null && bytes.length != 8 + Hash32.LENGTH) {
      throw damaged("the marker " + COORDINATED + " has " + bytes.length + " bytes");
    }
    return bytes == null
        ? null
        : new Coordinated(ByteBuffer.wrap(bytes).getLong(), Hash32.of(bytes, 8));
  }

  void putCoordinated(Coordinated coordinated) {
    ByteBuffer out = ByteBuffer.allocate(8 + Hash32.LENGTH);
    out.putLong(coordinated.slot()).put(coordinated.spine().unsafeArray());
    staged.put(LedgerColumns.MARKERS, name(COORDINATED), out.array());
  }

  /// Forgets what the coordinator said last, the floor left out.
  void deleteCoordination() {
    staged.delete(LedgerColumns.MARKERS, name(COORDINATED));
    staged.delete(LedgerColumns.MARKERS, name(JUSTIFIED));
  }

  private static Header decodeHeader(Hash32 hash, byte[] bytes) {
    try {
      Header header = Header.decode(bytes);
      if (!header.hash().equals(hash)) {
        throw damaged("the header under " + hash + " is that of " + header.hash());
      }
      return header;
    } catch (RlpException e) {
      throw damaged("the header of block " + hash + " does not decode: " + e.getMessage());
    }
  }

  private static FinalBlock decodeFinal(Hash32 hash, byte[] bytes) {
    if (bytes.length < 8 + Hash32.LENGTH) {
      throw damaged("the record of finalised block " + hash + " has " + bytes.length + " bytes");
    }
    byte[] header = Arrays.copyOfRange(bytes, 8 + Hash32.LENGTH, bytes.length);
    return new FinalBlock(
        ByteBuffer.wrap(bytes).getLong(), hash, Hash32.of(bytes, 8), decodeHeader(hash, header));
  }

  private static List<Transaction> decodeBody(Hash32 hash, byte[] bytes) {
    try {
      RlpReader in = RlpReader.of(bytes, "body");
      RlpReader fields = in.list("body");
      in.end();
      List<Transaction> transactions = Transaction.readList(fields, "transactions");
      fields.end();
      return List.copyOf(transactions);
    } catch (RlpException e) {
      throw damaged("the body of block " + hash + " does not decode: " + e.getMessage());
    }
  }

  private static List<Hash32> hashes(byte[] bytes) {
    List<Hash32> hashes = new ArrayList<>();
    for (int at = 0; at + Hash32.LENGTH <= bytes.length; at += Hash32.LENGTH) {
      hashes.add(Hash32.of(bytes, at));
    }
    return hashes;
  }

  private static Hash32 hash(byte[] bytes, String what) {
    if (bytes.length != Hash32.LENGTH) {
      throw damaged("the hash of " + what + " has " + bytes.length + " bytes");
    }
    return Hash32.wrap(bytes);
  }

  private static byte[] name(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
