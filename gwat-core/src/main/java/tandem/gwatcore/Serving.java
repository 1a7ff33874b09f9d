package tandem.gwatcore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tandem.gwatdag.DagBlock;
import tandem.gwattypes.Block;
import tandem.gwattypes.Header;
import tandem.gwattypes.Receipt;
import tandem.gwattypes.Transaction;
import tandem.gwatwire.WfdagCodec;
import tandem.gwatwire.WfdagMessage;
import tandem.primitives.Hash32;

/// Answers to what peers ask (gwat-net.md 2.5 to 2.7), in every stage but STARTING. Each answer is
/// bounded in items, look-ups and bytes; not to have something is a shorter answer.
final class Serving {
  private static final int LOOKUPS_MAX = 2 * WfdagCodec.ITEMS_MAX;
  private static final int BYTES_SOFT_MAX = 2 << 20;

  /// Finalised blocks of one answer to `GetDag`. Who asks has the finalised chain but for its end.
  private static final int DAG_FINALISED_MAX = 8_192;

  private final Context node;

  Serving(Context node) {
    this.node = node;
  }

  void headersByHash(PeerKey peer, WfdagMessage.GetHeadersByHash request) {
    List<Header> headers =
        collect(request.hashes(), node.reads()::header, header -> Messages.sizeBytes(header));
    node.send(peer, new WfdagMessage.BlockHeaders(request.requestId(), headers));
  }

  void headersByNumber(PeerKey peer, WfdagMessage.GetHeadersByNumber request) {
    List<Header> headers =
        byNumber(request.origin(), request.amount(), request.skip(), request.reverse());
    node.send(peer, new WfdagMessage.BlockHeaders(request.requestId(), headers));
  }

  void headersFrom(PeerKey peer, WfdagMessage.GetHeadersFrom request) {
    Header first = node.reads().header(request.origin());
    List<Header> headers = new ArrayList<>();
    if (first != null && request.amount() != 0) {
      headers.add(first);
      // Only finalised blocks have a next one; backwards originals give one header too (2.5).
      if (first.state() != null && !request.reverse() && request.skip() >= 0) {
        long next = first.state().number() + request.skip() + 1;
        headers.addAll(byNumber(next, request.amount() - 1, request.skip(), false));
      }
    }
    node.send(peer, new WfdagMessage.BlockHeaders(request.requestId(), headers));
  }

  void bodies(PeerKey peer, WfdagMessage.GetBlockBodies request) {
    List<List<Transaction>> bodies =
        collect(
            request.hashes(),
            hash -> {
              Block block = node.reads().block(hash);
              return block == null ? null : block.transactions();
            },
            body -> body.stream().mapToInt(each -> each.encoded().length()).sum());
    node.send(peer, new WfdagMessage.BlockBodies(request.requestId(), bodies));
  }

  void receipts(PeerKey peer, WfdagMessage.GetReceipts request) {
    List<List<Receipt>> receipts =
        collect(
            request.hashes(),
            node.reads()::receipts,
            block -> block.stream().mapToInt(receipt -> receipt.encode().length).sum());
    node.send(peer, new WfdagMessage.Receipts(request.requestId(), receipts));
  }

  void pooledTransactions(PeerKey peer, WfdagMessage.GetPooledTransactions request) {
    List<Transaction> transactions =
        collect(request.hashes(), node.pool::get, each -> each.encoded().length());
    node.send(peer, new WfdagMessage.PooledTransactions(request.requestId(), transactions));
  }

  void nodeData(PeerKey peer, WfdagMessage.GetNodeData request) {
    node.send(peer, new WfdagMessage.NodeData(request.requestId(), List.of()));
  }

  /// Finalised blocks above a number, then the DAG, parents first. Above our own last number the
  /// answer is empty, where originals hang up (2.7).
  void dag(PeerKey peer, WfdagMessage.GetDag request) {
    List<Hash32> hashes = new ArrayList<>();
    long last = node.lastNumber();
    if (request.fromNumber() >= 0 && request.fromNumber() <= last) {
      long end = Math.min(last, request.fromNumber() + DAG_FINALISED_MAX);
      for (long number = request.fromNumber() + 1; number <= end; number++) {
        Hash32 hash = node.reads().hashOf(number);
        if (hash != null) {
          hashes.add(hash);
        }
      }
      for (DagBlock block : node.reads().dagBlocks()) {
        if (hashes.size() < WfdagCodec.DAG_HASHES_MAX) {
          hashes.add(block.hash());
        }
      }
    }
    node.send(peer, new WfdagMessage.Dag(request.requestId(), hashes));
  }

  private List<Header> byNumber(long origin, long amount, long skip, boolean reverse) {
    List<Header> headers = new ArrayList<>();
    int bytes = 0;
    long number = origin;
    long wanted = amount < 0 ? Long.MAX_VALUE : amount;
    while (headers.size() < Math.min(wanted, WfdagCodec.ITEMS_MAX) && bytes < BYTES_SOFT_MAX) {
      Hash32 hash = number < 0 ? null : node.reads().hashOf(number);
      Header header = hash == null ? null : node.reads().header(hash);
      if (header == null) {
        break;
      }
      headers.add(header);
      bytes += Messages.sizeBytes(header);
      if (skip < 0 || skip > Long.MAX_VALUE - 1 - number && !reverse) {
        break;
      }
      number = reverse ? number - skip - 1 : number + skip + 1;
    }
    return headers;
  }

  private static <T> List<T> collect(
      List<Hash32> hashes, Function<Hash32, @Nullable T> lookup, ToIntFunction<T> size) {
    List<T> found = new ArrayList<>();
    int lookups = 0;
    int bytes = 0;
    for (Hash32 hash : hashes) {
      if (++lookups > LOOKUPS_MAX
          || found.size() >= WfdagCodec.ITEMS_MAX
          || bytes >= BYTES_SOFT_MAX) {
        break;
      }
      T item = lookup.apply(hash);
      if (item != null) {
        found.add(item);
        bytes += size.applyAsInt(item);
      }
    }
    return found;
  }
}
