package tandem.gwattypes;

import java.util.List;
import tandem.primitives.Hash32;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// A header and its transactions: `[header, [transaction…]]` (gwat-data.md 3). That the header's
/// transaction root is theirs is checked by [#hasRightTxRoot()], not on construction.
public record Block(Header header, List<Transaction> transactions) {
  /// Bytes of the whole block's RLP (ledger-rules.md 2.4).
  public static final int SIZE_MAX = 4 << 20;

  /// Transactions of a block. No limit for a valid one: each would have less than 64 bytes, as much
  /// as its signature. It keeps invalid ones from becoming many times larger in memory.
  public static final int TRANSACTIONS_MAX = SIZE_MAX / 64;

  public Block {
    transactions = List.copyOf(transactions);
  }

  /// The block in `bytes`, which must hold nothing else.
  ///
  /// @throws tandem.rlp.RlpException if they are none, or more than [#SIZE_MAX]
  public static Block decode(byte[] bytes) {
    RlpReader in = RlpReader.of(bytes, "block");
    Block block = read(in, "");
    in.end();
    return block;
  }

  /// @throws tandem.rlp.RlpException if the next item is no block of at most [#SIZE_MAX] bytes
  public static Block read(RlpReader in, String name) {
    if (in.peekSize() > SIZE_MAX) {
      throw in.fault(name, "a block of more than " + SIZE_MAX + " bytes");
    }
    RlpReader fields = in.list(name);
    Header header = Header.read(fields, "header");
    List<Transaction> transactions = Transaction.readList(fields, "transactions");
    fields.end();
    return new Block(header, transactions);
  }

  public void write(RlpWriter out) {
    int end = out.mark();
    Transaction.writeList(transactions, out);
    header.write(out);
    out.list(end);
  }

  public byte[] encode() {
    RlpWriter out = new RlpWriter(1024);
    write(out);
    return out.toByteArray();
  }

  /// Bytes of the RLP of this block as it is now, with state fields if it has any.
  public int sizeBytes() {
    return encode().length;
  }

  public Hash32 hash() {
    return header.hash();
  }

  /// Whether the header commits to just these transactions.
  public boolean hasRightTxRoot() {
    return header.txRoot().equals(Transaction.root(transactions));
  }

  public Block withHeader(Header newHeader) {
    return new Block(newHeader, transactions);
  }
}
