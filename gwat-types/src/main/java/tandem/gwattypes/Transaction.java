package tandem.gwattypes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Keccak256;
import tandem.crypto.Secp256k1;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;
import tandem.trie.ListRoot;

/// A signed transaction (gwat-data.md 4). Immutable but for the sender, which is computed when it
/// is first asked for; threads that ask at once compute the same.
///
/// Decoding accepts what has the form of a transaction. [#fault()] says what else is wrong.
public final class Transaction {
  /// Bytes of one transaction; a block could hold no more.
  public static final int SIZE_MAX = Block.SIZE_MAX;

  /// The largest chain id whose `v = 35 + 2·id + parity` has 63 bits.
  public static final long CHAIN_ID_MAX = (Long.MAX_VALUE - 36) / 2;

  /// Bytes of the code that creates a contract (EIP-3860).
  public static final int INIT_CODE_MAX = 49_152;

  private final TransactionBody body;
  private final int yParity;
  private final U256 r;
  private final U256 s;
  private final Bytes encoded;
  private final Hash32 hash;
  private @Nullable Address sender;
  private boolean senderKnown;

  Transaction(TransactionBody body, int yParity, U256 r, U256 s) {
    this.body = body;
    this.yParity = yParity;
    this.r = r;
    this.s = s;
    encoded = Bytes.wrap(envelope());
    hash = Keccak256.hash(encoded.unsafeArray());
  }

  /// The transaction whose consensus bytes these are: a legacy list, or type byte and list.
  ///
  /// @throws tandem.rlp.RlpException if they are none
  public static Transaction decode(byte[] bytes) {
    RlpReader in = RlpReader.of(bytes, "transaction");
    if (bytes.length > SIZE_MAX) {
      throw in.fault("", bytes.length + " bytes where at most " + SIZE_MAX + " are allowed");
    }
    if (in.peek() == RlpReader.Kind.LIST) {
      Transaction transaction = readFields(TransactionType.LEGACY, in.list(""));
      in.end();
      return transaction;
    }
    TransactionType type =
        switch (bytes[0]) {
          case 1 -> TransactionType.ACCESS_LIST;
          case 2 -> TransactionType.DYNAMIC_FEE;
          default -> throw in.fault("type", "unknown transaction type " + (bytes[0] & 0xff));
        };
    RlpReader payload = RlpReader.of(bytes, 1, bytes.length, "transaction");
    Transaction transaction = readFields(type, payload.list(""));
    payload.end();
    return transaction;
  }

  /// Reads the form that a transaction has inside a list: a legacy list, or a typed one's consensus
  /// bytes as a byte string.
  public static Transaction read(RlpReader in, String name) {
    if (in.peek() == RlpReader.Kind.LIST) {
      return readFields(TransactionType.LEGACY, in.list(name));
    }
    byte[] bytes = in.bytes(name, SIZE_MAX);
    if (bytes.length == 0 || bytes[0] <= 0 || bytes[0] > 2) {
      throw in.fault(name, "unknown transaction type");
    }
    return decode(bytes);
  }

  /// Reads `[transaction…]`, at most [Block#TRANSACTIONS_MAX].
  public static List<Transaction> readList(RlpReader in, String name) {
    RlpReader items = in.list(name);
    int count = items.count("", Block.TRANSACTIONS_MAX);
    List<Transaction> transactions = new ArrayList<>(count);
    while (items.hasNext()) {
      transactions.add(read(items, Integer.toString(transactions.size())));
    }
    return transactions;
  }

  /// Appends `[transaction…]`.
  public static void writeList(List<Transaction> transactions, RlpWriter out) {
    int end = out.mark();
    for (Transaction transaction : transactions.reversed()) {
      transaction.write(out);
    }
    out.list(end);
  }

  /// Field 7 of the header of a block with these transactions (gwat-data.md 3).
  public static Hash32 root(List<Transaction> transactions) {
    List<byte[]> values = new ArrayList<>(transactions.size());
    for (Transaction transaction : transactions) {
      values.add(transaction.encoded.unsafeArray());
    }
    return ListRoot.of(values);
  }

  /// Appends the form that a transaction has inside a list.
  public void write(RlpWriter out) {
    if (type() == TransactionType.LEGACY) {
      out.raw(encoded.unsafeArray());
    } else {
      out.bytes(encoded);
    }
  }

  /// The consensus bytes.
  public Bytes encoded() {
    return encoded;
  }

  /// Keccak-256 of the consensus bytes.
  public Hash32 hash() {
    return hash;
  }

  public TransactionBody body() {
    return body;
  }

  public TransactionType type() {
    return body.type();
  }

  /// Unsigned 64 bits.
  public long nonce() {
    return body.nonce();
  }

  /// Wei a gas that the creator gets at most.
  public U256 maxPriorityFee() {
    return body.maxPriorityFee();
  }

  /// Wei a gas that the sender pays at most.
  public U256 maxFee() {
    return body.maxFee();
  }

  /// 0 to 2^63 - 1.
  public long gasLimit() {
    return body.gasLimit();
  }

  /// Null creates a contract.
  public @Nullable Address to() {
    return body.to();
  }

  public U256 value() {
    return body.value();
  }

  public Bytes data() {
    return body.data();
  }

  public List<AccessListEntry> accessList() {
    return body.accessList();
  }

  public int yParity() {
    return yParity;
  }

  public U256 r() {
    return r;
  }

  public U256 s() {
    return s;
  }

  /// As written: 27 or 28 with the parity, EIP-155's number, or in typed transactions the parity.
  public long v() {
    if (type() != TransactionType.LEGACY) {
      return yParity;
    }
    Long chainId = body.chainId();
    return chainId == null ? 27 + yParity : 35 + 2 * chainId + yParity;
  }

  /// Who signed, or null if nobody could have: r or s is out of range, s is in the upper half
  /// (EIP-2), or no key fits.
  public @Nullable Address sender() {
    if (!senderKnown) {
      sender = recover();
      senderKnown = true;
    }
    return sender;
  }

  /// Gas for being a transaction, as [TransactionBody#intrinsicGas].
  public long intrinsicGas() {
    return body.intrinsicGas();
  }

  /// Wei a gas that go to the creator at `baseFee`, or null if the sender does not pay as much as
  /// `baseFee`.
  public @Nullable U256 effectiveTip(U256 baseFee) {
    if (maxFee().compareTo(baseFee) < 0) {
      return null;
    }
    return maxPriorityFee().min(maxFee().subtract(baseFee));
  }

  /// Wei a gas that the sender pays at `baseFee`: the tip above it, but at most the fee cap.
  public U256 effectiveGasPrice(U256 baseFee) {
    U256 tip = effectiveTip(baseFee);
    return tip == null ? maxFee() : baseFee.add(tip);
  }

  /// Why no block can hold this transaction, whatever the state and the network, or null.
  public @Nullable String fault() {
    if (nonce() == -1) {
      return "nonce 2^64 - 1 (EIP-2681)";
    }
    if (maxFee().compareTo(maxPriorityFee()) < 0) {
      return "the priority fee is above the fee cap";
    }
    if (maxFee().bitLength() + U256.of(gasLimit()).bitLength() > 256 && costOverflows()) {
      return "gas limit times fee cap is above 256 bits";
    }
    if (to() == null && data().length() > INIT_CODE_MAX) {
      return "init code of " + data().length() + " bytes (EIP-3860: at most 49152)";
    }
    long intrinsicGas = intrinsicGas();
    if (gasLimit() < intrinsicGas) {
      return "gas limit " + gasLimit() + " below the intrinsic gas " + intrinsicGas;
    }
    return sender() == null ? "no valid signature" : null;
  }

  /// Why no block of the network can hold this transaction, or null. One without replay protection
  /// names no network and is refused too (ledger-rules.md 2.4).
  public @Nullable String fault(long networkChainId) {
    Long chainId = body.chainId();
    if (chainId == null) {
      return "no chain id (EIP-155)";
    }
    return chainId == networkChainId
        ? fault()
        : "chain id " + chainId + " where the network's is " + networkChainId;
  }

  private boolean costOverflows() {
    return maxFee().compareTo(U256.MAX.divide(U256.of(gasLimit()))) > 0;
  }

  private static Transaction readFields(TransactionType type, RlpReader in) {
    boolean legacy = type == TransactionType.LEGACY;
    Long chainId = legacy ? null : (Long) in.number("chainId", CHAIN_ID_MAX);
    if (chainId != null && chainId == 0) {
      throw in.fault("chainId", "zero");
    }
    long nonce = in.number("nonce");
    U256 price = word(in, type == TransactionType.DYNAMIC_FEE ? "maxPriorityFee" : "gasPrice");
    U256 maxFee = type == TransactionType.DYNAMIC_FEE ? word(in, "maxFee") : price;
    long gasLimit = in.number("gas", Long.MAX_VALUE);
    byte[] to = in.bytes("to", Address.LENGTH);
    if (to.length != 0 && to.length != Address.LENGTH) {
      throw in.fault("to", "an address of " + to.length + " bytes");
    }
    U256 value = word(in, "value");
    Bytes data = in.byteString("data", SIZE_MAX);
    List<AccessListEntry> accessList = legacy ? List.of() : TransactionBody.readAccessList(in);
    long v = in.number("v", legacy ? 36 + 2 * CHAIN_ID_MAX : 1);
    int yParity = (int) v;
    if (legacy) {
      if (v != 27 && v != 28 && v < 37) {
        throw in.fault("v", v + " is neither 27, 28 nor 35 + 2·chainId or one more");
      }
      chainId = v < 37 ? null : (Long) ((v - 35) / 2);
      yParity = (int) (v + 1) & 1;
    }
    U256 r = word(in, "r");
    U256 s = word(in, "s");
    in.end();
    Address recipient = to.length == 0 ? null : Address.wrap(to);
    TransactionBody body =
        new TransactionBody(
            type, chainId, nonce, price, maxFee, gasLimit, recipient, value, data, accessList);
    return new Transaction(body, yParity, r, s);
  }

  private static U256 word(RlpReader in, String name) {
    return U256.fromBytes(in.bigNumber(name, 32));
  }

  private byte[] envelope() {
    RlpWriter out = new RlpWriter(body.data().length() + 256);
    out.number(s.toBytes32()).number(r.toBytes32()).number(v());
    body.writeFields(out);
    out.list(0);
    if (type() != TransactionType.LEGACY) {
      out.raw(new byte[] {type().code()});
    }
    return out.toByteArray();
  }

  private @Nullable Address recover() {
    if (r.isZero() || s.isZero() || !LowS.isLow(Bytes.wrap(s.toBytes32()))) {
      return null;
    }
    byte[] rs = new byte[64];
    System.arraycopy(r.toBytes32(), 0, rs, 0, 32);
    System.arraycopy(s.toBytes32(), 0, rs, 32, 32);
    Secp256k1.Signature signature = new Secp256k1.Signature(Bytes.wrap(rs), yParity);
    Bytes key = Secp256k1.recover(body.signingHash(), signature);
    return key == null ? null : Secp256k1.address(key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Transaction that && hash.equals(that.hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "transaction " + hash.brief();
  }
}
