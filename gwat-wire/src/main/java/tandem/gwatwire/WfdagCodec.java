package tandem.gwatwire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.Transaction;
import tandem.gwatwire.WfdagMessage.BlockBodies;
import tandem.gwatwire.WfdagMessage.BlockHeaders;
import tandem.gwatwire.WfdagMessage.Dag;
import tandem.gwatwire.WfdagMessage.ForkId;
import tandem.gwatwire.WfdagMessage.GetBlockBodies;
import tandem.gwatwire.WfdagMessage.GetDag;
import tandem.gwatwire.WfdagMessage.GetHeadersByHash;
import tandem.gwatwire.WfdagMessage.GetHeadersByNumber;
import tandem.gwatwire.WfdagMessage.GetHeadersFrom;
import tandem.gwatwire.WfdagMessage.GetNodeData;
import tandem.gwatwire.WfdagMessage.GetPooledTransactions;
import tandem.gwatwire.WfdagMessage.GetReceipts;
import tandem.gwatwire.WfdagMessage.NewBlock;
import tandem.gwatwire.WfdagMessage.NewBlockHashes;
import tandem.gwatwire.WfdagMessage.NewPooledTransactionHashes;
import tandem.gwatwire.WfdagMessage.NodeData;
import tandem.gwatwire.WfdagMessage.PooledTransactions;
import tandem.gwatwire.WfdagMessage.Receipts;
import tandem.gwatwire.WfdagMessage.Status;
import tandem.gwatwire.WfdagMessage.Transactions;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.rlp.RlpException;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// The bytes of [WfdagMessage] (gwat-net.md 2.1). Every list must have just the elements that it
/// should, and no more than the bounds here; an error names the place.
public final class WfdagCodec {
  /// Name and version of the protocol, and how many codes it takes.
  public static final String NAME = "wfdag";

  public static final int VERSION = 1;
  public static final int CODES = 0x13;

  /// Bytes of one message before compression.
  public static final int MESSAGE_BYTES_MAX = 10 << 20;

  /// Headers, bodies, receipts or nodes of one answer, and hashes of one request.
  public static final int ITEMS_MAX = 1_024;

  /// Hashes of one DAG: what fits into a message.
  public static final int DAG_HASHES_MAX = 262_144;

  /// Hashes of one announcement.
  public static final int ANNOUNCED_MAX = 4_096;

  /// Transactions of one message.
  public static final int TRANSACTIONS_MAX = 8_192;

  private static final int NODE_BYTES_MAX = 1 << 20;

  private WfdagCodec() {}

  /// The code of a message, relative to the protocol's first.
  public static int code(WfdagMessage message) {
    return switch (message) {
      case Status status -> 0x00;
      case NewBlockHashes hashes -> 0x01;
      case Transactions transactions -> 0x02;
      case GetHeadersByHash request -> 0x03;
      case GetHeadersByNumber request -> 0x03;
      case GetHeadersFrom request -> 0x03;
      case BlockHeaders answer -> 0x04;
      case GetBlockBodies request -> 0x05;
      case BlockBodies answer -> 0x06;
      case NewBlock block -> 0x07;
      case NewPooledTransactionHashes hashes -> 0x08;
      case GetPooledTransactions request -> 0x09;
      case PooledTransactions answer -> 0x0a;
      case GetNodeData request -> 0x0d;
      case NodeData answer -> 0x0e;
      case GetReceipts request -> 0x0f;
      case Receipts answer -> 0x10;
      case GetDag request -> 0x11;
      case Dag answer -> 0x12;
    };
  }

  public static byte[] encode(WfdagMessage message) {
    RlpWriter out = new RlpWriter(1_024);
    int end = out.mark();
    switch (message) {
      case Status(
              long version,
              long networkId,
              long lastNumber,
              List<Hash32> dag,
              Hash32 genesis,
              ForkId forkId) -> {
        int forkEnd = out.mark();
        out.number(forkId.next()).bytes(forkId.hash()).list(forkEnd);
        out.hash(genesis);
        hashes(out, dag);
        out.number(lastNumber).number(networkId).number(version);
      }
      case NewBlockHashes(List<Hash32> hashes) -> {
        for (Hash32 hash : hashes.reversed()) {
          int pairEnd = out.mark();
          out.number(0).hash(hash).list(pairEnd);
        }
      }
      case Transactions(List<Transaction> transactions) -> items(out, transactions);
      case GetHeadersByHash(long id, List<Hash32> hashes) -> {
        int queryEnd = out.mark();
        out.number(0).number(0).number(hashes.size()).number(0);
        hashes(out, hashes);
        out.list(queryEnd).number(id);
      }
      case GetHeadersByNumber(long id, long origin, long amount, long skip, boolean reverse) -> {
        int queryEnd = out.mark();
        out.number(reverse ? 1 : 0).number(skip).number(amount).number(origin);
        hashes(out, List.of());
        out.list(queryEnd).number(id);
      }
      case GetHeadersFrom(long id, Hash32 origin, long amount, long skip, boolean reverse) -> {
        int queryEnd = out.mark();
        out.number(reverse ? 1 : 0).number(skip).number(amount).hash(origin);
        hashes(out, List.of());
        out.list(queryEnd).number(id);
      }
      case BlockHeaders(long id, List<Header> headers) -> {
        int listEnd = out.mark();
        headers.reversed().forEach(header -> header.write(out));
        out.list(listEnd).number(id);
      }
      case GetBlockBodies(long id, List<Hash32> hashes) -> hashes(out, hashes).number(id);
      case BlockBodies(long id, List<List<Transaction>> bodies) -> {
        int listEnd = out.mark();
        for (List<Transaction> body : bodies.reversed()) {
          int bodyEnd = out.mark();
          Transaction.writeList(body, out);
          out.list(bodyEnd);
        }
        out.list(listEnd).number(id);
      }
      case NewBlock(Block block) -> block.write(out);
      case NewPooledTransactionHashes(List<Hash32> hashes) -> hashItems(out, hashes);
      case GetPooledTransactions(long id, List<Hash32> hashes) -> hashes(out, hashes).number(id);
      case PooledTransactions(long id, List<Transaction> transactions) -> {
        Transaction.writeList(transactions, out);
        out.number(id);
      }
      case GetNodeData(long id, List<Hash32> hashes) -> hashes(out, hashes).number(id);
      case NodeData(long id, List<Bytes> nodes) -> {
        int listEnd = out.mark();
        nodes.reversed().forEach(out::bytes);
        out.list(listEnd).number(id);
      }
      case GetReceipts(long id, List<Hash32> hashes) -> hashes(out, hashes).number(id);
      case Receipts(long id, List<List<Receipt>> blocks) -> {
        int listEnd = out.mark();
        for (List<Receipt> receipts : blocks.reversed()) {
          int blockEnd = out.mark();
          receipts.reversed().forEach(receipt -> receipt.write(out));
          out.list(blockEnd);
        }
        out.list(listEnd).number(id);
      }
      case GetDag(long id, long fromNumber) -> out.number(fromNumber).number(id);
      case Dag(long id, List<Hash32> hashes) -> hashes(out, hashes).number(id);
    }
    return out.list(end).toByteArray();
  }

  /// The message with this code.
  ///
  /// @throws RlpException if the bytes are not it, or there is no such code
  public static WfdagMessage decode(int code, byte[] bytes) {
    RlpReader in = RlpReader.of(bytes, name(code));
    if (bytes.length > MESSAGE_BYTES_MAX) {
      throw in.fault(
          "", bytes.length + " bytes where at most " + MESSAGE_BYTES_MAX + " are allowed");
    }
    RlpReader fields = in.list("");
    in.end();
    WfdagMessage message =
        switch (code) {
          case 0x00 -> status(fields);
          case 0x01 -> newBlockHashes(fields);
          case 0x02 -> new Transactions(transactions(fields));
          case 0x03 -> getBlockHeaders(fields);
          case 0x04 ->
              new BlockHeaders(
                  fields.number("requestId"),
                  list(fields, "headers", ITEMS_MAX, each -> Header.read(each, "header")));
          case 0x05 -> new GetBlockBodies(fields.number("requestId"), hashes(fields, ITEMS_MAX));
          case 0x06 ->
              new BlockBodies(
                  fields.number("requestId"), list(fields, "bodies", ITEMS_MAX, WfdagCodec::body));
          case 0x07 -> new NewBlock(Block.read(fields, "block"));
          case 0x08 -> new NewPooledTransactionHashes(hashItems(fields, ANNOUNCED_MAX));
          case 0x09 ->
              new GetPooledTransactions(fields.number("requestId"), hashes(fields, ANNOUNCED_MAX));
          case 0x0a ->
              new PooledTransactions(
                  fields.number("requestId"), transactions(fields.list("transactions")));
          case 0x0d -> new GetNodeData(fields.number("requestId"), hashes(fields, ITEMS_MAX));
          case 0x0e ->
              new NodeData(
                  fields.number("requestId"),
                  list(
                      fields, "nodes", ITEMS_MAX, each -> each.byteString("node", NODE_BYTES_MAX)));
          case 0x0f -> new GetReceipts(fields.number("requestId"), hashes(fields, ITEMS_MAX));
          case 0x10 ->
              new Receipts(
                  fields.number("requestId"),
                  list(fields, "blocks", ITEMS_MAX, WfdagCodec::receipts));
          case 0x11 -> new GetDag(fields.number("requestId"), fields.number("fromFinNr"));
          case 0x12 -> new Dag(fields.number("requestId"), hashes(fields, DAG_HASHES_MAX));
          default -> throw in.fault("", "no message has this code");
        };
    fields.end();
    return message;
  }

  /// Name of a code, for messages and metrics.
  public static String name(int code) {
    return switch (code) {
      case 0x00 -> "Status";
      case 0x01 -> "NewBlockHashes";
      case 0x02 -> "Transactions";
      case 0x03 -> "GetBlockHeaders";
      case 0x04 -> "BlockHeaders";
      case 0x05 -> "GetBlockBodies";
      case 0x06 -> "BlockBodies";
      case 0x07 -> "NewBlock";
      case 0x08 -> "NewPooledTransactionHashes";
      case 0x09 -> "GetPooledTransactions";
      case 0x0a -> "PooledTransactions";
      case 0x0d -> "GetNodeData";
      case 0x0e -> "NodeData";
      case 0x0f -> "GetReceipts";
      case 0x10 -> "Receipts";
      case 0x11 -> "GetDag";
      case 0x12 -> "Dag";
      default -> "message 0x" + Integer.toHexString(code);
    };
  }

  private static Status status(RlpReader in) {
    long version = in.number("protocolVersion");
    long networkId = in.number("networkId");
    long lastNumber = in.number("lastFinNr", Long.MAX_VALUE);
    List<Hash32> dag = hashes(in, DAG_HASHES_MAX);
    Hash32 genesis = in.hash("genesis");
    RlpReader fork = in.list("forkId");
    ForkId forkId = new ForkId(Bytes.wrap(fork.fixed("hash", 4)), fork.number("next"));
    fork.end();
    return new Status(version, networkId, lastNumber, dag, genesis, forkId);
  }

  private static NewBlockHashes newBlockHashes(RlpReader in) {
    in.count("hashes", ANNOUNCED_MAX);
    List<Hash32> hashes = new ArrayList<>();
    while (in.hasNext()) {
      RlpReader pair = in.list("pair");
      hashes.add(pair.hash("hash"));
      pair.number("number");
      pair.end();
    }
    return new NewBlockHashes(List.copyOf(hashes));
  }

  private static WfdagMessage getBlockHeaders(RlpReader in) {
    long id = in.number("requestId");
    RlpReader query = in.list("query");
    List<Hash32> hashes = hashes(query, ITEMS_MAX);
    byte[] origin = query.bytes("origin", Hash32.LENGTH);
    long amount = query.number("amount");
    long skip = query.number("skip");
    boolean reverse = query.number("reverse", 1) == 1;
    query.end();
    if (!hashes.isEmpty()) {
      return new GetHeadersByHash(id, hashes);
    }
    if (origin.length == Hash32.LENGTH) {
      return new GetHeadersFrom(id, Hash32.wrap(origin), amount, skip, reverse);
    }
    if (origin.length > 8 || origin.length > 0 && origin[0] == 0) {
      throw query.fault("origin", "neither a hash nor a number of at most 64 bits");
    }
    long number = 0;
    for (byte each : origin) {
      number = number << 8 | each & 0xff;
    }
    return new GetHeadersByNumber(id, number, amount, skip, reverse);
  }

  private static List<Transaction> body(RlpReader in) {
    RlpReader body = in.list("body");
    List<Transaction> transactions = Transaction.readList(body, "transactions");
    body.end();
    return transactions;
  }

  private static List<Receipt> receipts(RlpReader in) {
    return list(in, "receipts", TRANSACTIONS_MAX, each -> Receipt.read(each, "receipt"));
  }

  private static List<Transaction> transactions(RlpReader in) {
    in.count("transactions", TRANSACTIONS_MAX);
    List<Transaction> transactions = new ArrayList<>();
    while (in.hasNext()) {
      transactions.add(Transaction.read(in, "transaction"));
    }
    return List.copyOf(transactions);
  }

  private static <T> List<T> list(RlpReader in, String name, int max, Function<RlpReader, T> item) {
    RlpReader items = in.list(name);
    items.count("", max);
    List<T> list = new ArrayList<>();
    while (items.hasNext()) {
      list.add(item.apply(items));
    }
    return List.copyOf(list);
  }

  private static List<Hash32> hashes(RlpReader in, int max) {
    return hashItems(in.list("hashes"), max);
  }

  private static List<Hash32> hashItems(RlpReader in, int max) {
    List<Hash32> hashes = new ArrayList<>(in.count("", max));
    while (in.hasNext()) {
      hashes.add(in.hash("hash"));
    }
    return List.copyOf(hashes);
  }

  private static RlpWriter hashes(RlpWriter out, List<Hash32> hashes) {
    int end = out.mark();
    hashItems(out, hashes);
    return out.list(end);
  }

  private static void hashItems(RlpWriter out, List<Hash32> hashes) {
    hashes.reversed().forEach(out::hash);
  }

  private static void items(RlpWriter out, List<Transaction> transactions) {
    transactions.reversed().forEach(transaction -> transaction.write(out));
  }
}
