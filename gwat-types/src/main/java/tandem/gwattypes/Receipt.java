package tandem.gwattypes;

import java.util.ArrayList;
import java.util.List;
import tandem.primitives.Hash32;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;
import tandem.trie.ListRoot;

/// What became of one transaction of a block (gwat-data.md 5, ledger-rules.md 5).
///
/// @param cumulativeGasUsed gas of the block's transactions up to and with this one
public record Receipt(
    TransactionType type, Status status, long cumulativeGasUsed, List<Log> logs, Bloom bloom) {
  /// Written as `80`, `01` and `02`.
  public enum Status {
    /// Executed and reverted; gas is paid.
    FAILED,
    SUCCEEDED,
    /// Invalid at its place in the order: no effect, no gas (ledger-rules.md 5).
    SKIPPED
  }

  public Receipt {
    logs = List.copyOf(logs);
    if (cumulativeGasUsed < 0) {
      throw new IllegalArgumentException("cumulative gas " + cumulativeGasUsed);
    }
    if (status != Status.SUCCEEDED && !logs.isEmpty()) {
      throw new IllegalArgumentException("logs of a transaction that " + status);
    }
  }

  /// A receipt with the bloom of its logs.
  public static Receipt of(
      TransactionType type, Status status, long cumulativeGasUsed, List<Log> logs) {
    return new Receipt(type, status, cumulativeGasUsed, logs, Bloom.of(logs));
  }

  /// The root over the consensus bytes: field 14 of the header.
  public static Hash32 root(List<Receipt> receipts) {
    List<byte[]> values = new ArrayList<>(receipts.size());
    for (Receipt receipt : receipts) {
      values.add(receipt.encode());
    }
    return ListRoot.of(values);
  }

  /// The union of all blooms: field 16 of the header.
  public static Bloom bloom(List<Receipt> receipts) {
    Bloom bloom = Bloom.EMPTY;
    for (Receipt receipt : receipts) {
      bloom = bloom.union(receipt.bloom);
    }
    return bloom;
  }

  /// The consensus bytes: `type? ‖ [status, cumulativeGasUsed, bloom, logs]`.
  public byte[] encode() {
    RlpWriter out = new RlpWriter(512);
    writeFields(out, true);
    if (type != TransactionType.LEGACY) {
      out.raw(new byte[] {type.code()});
    }
    return out.toByteArray();
  }

  /// Appends the form inside a list: a legacy receipt as list, a typed one as byte string.
  public void write(RlpWriter out) {
    if (type == TransactionType.LEGACY) {
      writeFields(out, true);
    } else {
      out.bytes(encode());
    }
  }

  /// Reads the form inside a list. The bloom must be that of the logs.
  ///
  /// @throws tandem.rlp.RlpException if the next item is no receipt
  public static Receipt read(RlpReader in, String name) {
    if (in.peek() == RlpReader.Kind.LIST) {
      return readFields(TransactionType.LEGACY, in.list(name), true);
    }
    byte[] bytes = in.bytes(name, Integer.MAX_VALUE);
    if (bytes.length == 0 || bytes[0] != 1 && bytes[0] != 2) {
      throw in.fault(name, "unknown receipt type");
    }
    RlpReader payload = RlpReader.of(bytes, 1, bytes.length, name);
    TransactionType type =
        bytes[0] == 1 ? TransactionType.ACCESS_LIST : TransactionType.DYNAMIC_FEE;
    Receipt receipt = readFields(type, payload.list(""), true);
    payload.end();
    return receipt;
  }

  /// The form in the database, `[[status, cumulativeGasUsed, [log…]]…]`: the type is in the
  /// transaction, the bloom in the logs.
  public static byte[] encodeStored(List<Receipt> receipts) {
    RlpWriter out = new RlpWriter(256);
    for (Receipt receipt : receipts.reversed()) {
      receipt.writeFields(out, false);
    }
    return out.list(0).toByteArray();
  }

  /// The receipts that [#encodeStored(List)] wrote for `transactions`.
  ///
  /// @throws tandem.rlp.RlpException if `bytes` are not one receipt for each transaction
  public static List<Receipt> decodeStored(byte[] bytes, List<Transaction> transactions) {
    RlpReader in = RlpReader.of(bytes, "receipts");
    RlpReader items = in.list("");
    in.end();
    List<Receipt> receipts = new ArrayList<>(transactions.size());
    for (Transaction transaction : transactions) {
      String name = Integer.toString(receipts.size());
      receipts.add(readFields(transaction.type(), items.list(name), false));
    }
    items.end();
    return receipts;
  }

  private void writeFields(RlpWriter out, boolean withBloom) {
    int end = out.mark();
    for (Log log : logs.reversed()) {
      log.write(out);
    }
    out.list(end);
    if (withBloom) {
      out.bytes(bloom.unsafeArray());
    }
    out.number(cumulativeGasUsed).number(status.ordinal()).list(end);
  }

  private static Receipt readFields(TransactionType type, RlpReader in, boolean withBloom) {
    Status status = Status.values()[(int) in.number("status", Status.values().length - 1)];
    long cumulativeGasUsed = in.number("cumulativeGasUsed", Long.MAX_VALUE);
    Bloom written = withBloom ? Bloom.wrap(in.fixed("bloom", Bloom.LENGTH)) : Bloom.EMPTY;
    RlpReader items = in.list("logs");
    List<Log> logs = new ArrayList<>();
    while (items.hasNext()) {
      logs.add(Log.read(items, Integer.toString(logs.size())));
    }
    in.end();
    if (status != Status.SUCCEEDED && !logs.isEmpty()) {
      throw in.fault("logs", "logs of a transaction that " + status);
    }
    Receipt receipt = of(type, status, cumulativeGasUsed, logs);
    if (withBloom && !receipt.bloom.equals(written)) {
      throw in.fault("bloom", "not that of the logs");
    }
    return receipt;
  }
}
