package tandem.gwattypes;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Keccak256;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;
import tandem.trie.Trie;

/// A block's header (gwat-data.md 2): ten fields that its creator sets and the block hash commits
/// to, and after finalisation the [StateFields]. Immutable; the hash is computed once.
public final class Header {
  /// Parents of one block (ledger-rules.md 2.2).
  public static final int PARENTS_MAX = 32;

  /// Bytes of Extra: vanity, signer and signature (ledger-rules.md 2.6).
  public static final int EXTRA_MAX = Seal.EXTRA_LENGTH;

  private static final int SIZE_HINT = 512;

  private final List<Hash32> parentHashes;
  private final long slot;
  private final long height;
  private final Hash32 lfHash;
  private final long lfNumber;
  private final Address coinbase;
  private final Hash32 txRoot;
  private final long gasLimit;
  private final long timeS;
  private final Bytes extra;
  private final @Nullable StateFields state;
  private final Hash32 hash;

  private Header(Builder from, @Nullable Hash32 knownHash) {
    parentHashes = List.copyOf(from.parentHashes);
    slot = notNegative("slot", from.slot);
    height = notNegative("height", from.height);
    lfHash = from.lfHash;
    lfNumber = notNegative("lfNumber", from.lfNumber);
    coinbase = from.coinbase;
    txRoot = from.txRoot;
    gasLimit = notNegative("gasLimit", from.gasLimit);
    timeS = notNegative("timeS", from.timeS);
    extra = from.extra;
    state = from.state;
    hash = knownHash != null ? knownHash : hashWithExtra(extra);
  }

  /// A builder of a header without parents whose fields are zero and which has no transactions.
  public static Builder builder() {
    return new Builder();
  }

  /// Reads a header. Number 0 above height 0 is how the wire writes a missing number (gwat-data.md
  /// 2.4): such a header has no state fields.
  ///
  /// @throws tandem.rlp.RlpException if the next item is none within the bounds of this class
  public static Header read(RlpReader in, String name) {
    RlpReader fields = in.list(name);
    Builder builder = new Builder();
    RlpReader parents = fields.list("parentHashes");
    List<Hash32> parentHashes = new ArrayList<>(parents.count("", PARENTS_MAX));
    while (parents.hasNext()) {
      parentHashes.add(parents.hash("hash"));
    }
    builder.parentHashes = parentHashes;
    builder.slot = fields.number("slot", Long.MAX_VALUE);
    builder.height = fields.number("height", Long.MAX_VALUE);
    builder.lfHash = fields.hash("lfHash");
    builder.lfNumber = fields.number("lfNumber", Long.MAX_VALUE);
    builder.coinbase = fields.address("coinbase");
    builder.txRoot = fields.hash("txHash");
    builder.gasLimit = fields.number("gasLimit", Long.MAX_VALUE);
    builder.timeS = fields.number("time", Long.MAX_VALUE);
    builder.extra = fields.byteString("extra", EXTRA_MAX);
    boolean hasNumber = fields.hasNext() && fields.count("", 6) >= 2;
    StateFields state = StateFields.read(fields);
    fields.end();
    boolean numbered = hasNumber && (state.number() > 0 || builder.height == 0);
    builder.state = numbered ? state : null;
    return builder.build();
  }

  /// The header in `bytes`, which must hold nothing else.
  public static Header decode(byte[] bytes) {
    RlpReader in = RlpReader.of(bytes, "header");
    Header header = read(in, "");
    in.end();
    return header;
  }

  /// Appends the wire form: fields 1 to 10, and the state fields if there are any.
  public void write(RlpWriter out) {
    write(out, extra, state);
  }

  /// The wire form.
  public byte[] encode() {
    RlpWriter out = new RlpWriter(SIZE_HINT);
    write(out);
    return out.toByteArray();
  }

  /// Keccak-256 of fields 1 to 10; the block's identity for all its life (gwat-data.md 2.2).
  public Hash32 hash() {
    return hash;
  }

  /// Keccak-256 of all fields (gwat-data.md 2.3); the zero hash while there are no state fields.
  public Hash32 finalizedHash() {
    return state == null ? Hash32.ZERO : Keccak256.hash(encode());
  }

  /// At most [#PARENTS_MAX] when read from outside; ascending in a valid block.
  public List<Hash32> parentHashes() {
    return parentHashes;
  }

  public long slot() {
    return slot;
  }

  /// Number of ancestors (ledger-rules.md 1).
  public long height() {
    return height;
  }

  /// Finalised hash of the anchor (ledger-rules.md 2.3).
  public Hash32 lfHash() {
    return lfHash;
  }

  /// Height of the anchor.
  public long lfNumber() {
    return lfNumber;
  }

  public Address coinbase() {
    return coinbase;
  }

  /// Root of the transactions, field 7.
  public Hash32 txRoot() {
    return txRoot;
  }

  public long gasLimit() {
    return gasLimit;
  }

  /// Seconds since 1970.
  public long timeS() {
    return timeS;
  }

  public Bytes extra() {
    return extra;
  }

  /// What finalisation gave, or null.
  public @Nullable StateFields state() {
    return state;
  }

  /// The same block with other state fields, or none.
  public Header withState(@Nullable StateFields newState) {
    if (Objects.equals(newState, state)) {
      return this;
    }
    Builder builder = toBuilder();
    builder.state = newState;
    return new Header(builder, hash);
  }

  /// A builder that begins with these fields.
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.parentHashes = parentHashes;
    builder.slot = slot;
    builder.height = height;
    builder.lfHash = lfHash;
    builder.lfNumber = lfNumber;
    builder.coinbase = coinbase;
    builder.txRoot = txRoot;
    builder.gasLimit = gasLimit;
    builder.timeS = timeS;
    builder.extra = extra;
    builder.state = state;
    return builder;
  }

  /// Keccak-256 of fields 1 to 10 with another Extra in place of this one.
  Hash32 hashWithExtra(Bytes otherExtra) {
    RlpWriter out = new RlpWriter(SIZE_HINT);
    write(out, otherExtra, null);
    return Keccak256.hash(out.toByteArray());
  }

  private void write(RlpWriter out, Bytes extra, @Nullable StateFields state) {
    int end = out.mark();
    if (state != null) {
      state.write(out);
    }
    out.bytes(extra).number(timeS).number(gasLimit).hash(txRoot).address(coinbase);
    out.number(lfNumber).hash(lfHash).number(height).number(slot);
    int parentsEnd = out.mark();
    for (Hash32 parent : parentHashes.reversed()) {
      out.hash(parent);
    }
    out.list(parentsEnd).list(end);
  }

  private static long notNegative(String field, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(field + " " + value + " is negative");
    }
    return value;
  }

  /// Equal hash and state fields.
  @Override
  public boolean equals(Object other) {
    return other instanceof Header that
        && hash.equals(that.hash)
        && Objects.equals(state, that.state);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return hash.brief() + " slot " + slot + " height " + height;
  }

  /// Fields of a header to be.
  public static final class Builder {
    private List<Hash32> parentHashes = List.of();
    private long slot;
    private long height;
    private Hash32 lfHash = Hash32.ZERO;
    private long lfNumber;
    private Address coinbase = Address.ZERO;
    private Hash32 txRoot = Trie.EMPTY_ROOT;
    private long gasLimit;
    private long timeS;
    private Bytes extra = Bytes.EMPTY;
    private @Nullable StateFields state;

    private Builder() {}

    public Builder parentHashes(List<Hash32> value) {
      parentHashes = value;
      return this;
    }

    public Builder slot(long value) {
      slot = value;
      return this;
    }

    public Builder height(long value) {
      height = value;
      return this;
    }

    public Builder lfHash(Hash32 value) {
      lfHash = value;
      return this;
    }

    public Builder lfNumber(long value) {
      lfNumber = value;
      return this;
    }

    public Builder coinbase(Address value) {
      coinbase = value;
      return this;
    }

    public Builder txRoot(Hash32 value) {
      txRoot = value;
      return this;
    }

    public Builder gasLimit(long value) {
      gasLimit = value;
      return this;
    }

    public Builder timeS(long value) {
      timeS = value;
      return this;
    }

    public Builder extra(Bytes value) {
      extra = value;
      return this;
    }

    public Builder state(@Nullable StateFields value) {
      state = value;
      return this;
    }

    /// @throws IllegalArgumentException if a number is negative
    public Header build() {
      return new Header(this, null);
    }
  }
}
