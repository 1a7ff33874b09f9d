package tandem.beaconnet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import tandem.beaconcore.PeerAnswer;
import tandem.beaconcore.PeerAnswer.Blocks;
import tandem.beaconcore.PeerAnswer.Refused;
import tandem.beaconcore.PeerAnswer.StatusIs;
import tandem.beaconcore.PeerRequest;
import tandem.beaconcore.PeerRequest.BlocksByRange;
import tandem.beaconcore.PeerRequest.BlocksByRoot;
import tandem.beaconcore.PeerRequest.GetStatus;
import tandem.beaconnet.RequestServer.Answer;
import tandem.beaconspec.Metadata;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.Status;
import tandem.beaconspec.Types;
import tandem.libp2p.PeerId;
import tandem.primitives.Hash32;
import tandem.ssz.SszException;

/// Answers peers' requests: the small ones here, the others by the machine, for whose answer the
/// request's thread waits.
final class PeerServer implements RequestServer.Handler {
  /// The node behind.
  interface Node {
    /// Asks the machine, which answers by [PeerServer#respond].
    ///
    /// @return false if it has no room for the question
    boolean ask(long id, PeerId peer, PeerRequest request);

    /// The peer leaves.
    void goodbye(PeerId peer, long code);
  }

  /// Slots and roots of one request (coordinator-net.md 3.7, 3.8).
  private static final int BLOCKS_MAX = 1_024;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PEERS_MAX = 1_024;

  private final Types types;

  /// Sequence (8), attestation subnets (8), sync subnets (1).
  private final byte[] metadata;

  private final Node node;
  private final LongSupplier nowMs;

  /// Slots and roots that each peer may ask for; four times what the originals allow.
  private final TokenBuckets<PeerId> blocks = new TokenBuckets<>(256, 2_048, PEERS_MAX);

  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, CompletableFuture<PeerAnswer>> asked = new ConcurrentHashMap<>();

  PeerServer(Types types, Metadata metadata, Node node, LongSupplier nowMs) {
    this.types = types;
    this.nowMs = nowMs;
    this.metadata = types.metadata().encode(metadata);
    this.node = node;
  }

  /// The machine's answer; one that comes too late is dropped.
  void respond(long id, PeerAnswer answer) {
    CompletableFuture<PeerAnswer> waiting = asked.remove(id);
    if (waiting != null) {
      waiting.complete(answer);
    }
  }

  @Override
  public Answer answer(PeerId peer, RequestMethod method, byte[] request)
      throws InterruptedException {
    return switch (method) {
      case STATUS -> status(peer, request);
      case GOODBYE -> {
        if (request.length == 8) {
          node.goodbye(peer, littleEndian(request).getLong());
        }
        yield new Answer.Chunks(List.of());
      }
      case PING ->
          request.length == 8
              ? new Answer.Chunks(List.of(part(metadata, 8)))
              : invalid("a ping of " + request.length + " bytes");
      case METADATA_1 -> new Answer.Chunks(List.of(part(metadata, 16)));
      case METADATA_2 -> new Answer.Chunks(List.of(metadata.clone()));
      case BLOCKS_BY_RANGE_1, BLOCKS_BY_RANGE_2 -> range(peer, request);
      case BLOCKS_BY_ROOT_1, BLOCKS_BY_ROOT_2 -> roots(peer, request);
    };
  }

  private Answer status(PeerId peer, byte[] request) throws InterruptedException {
    Status theirs;
    try {
      theirs = types.status().decode(request);
    } catch (SszException e) {
      return invalid(String.valueOf(e.getMessage()));
    }
    return chunks(ask(peer, new GetStatus(theirs)), 1, 0);
  }

  private Answer range(PeerId peer, byte[] request) throws InterruptedException {
    if (request.length != 24) {
      return invalid("a range of " + request.length + " bytes");
    }
    ByteBuffer in = littleEndian(request);
    long start = in.getLong();
    long count = in.getLong();
    long step = in.getLong();
    boolean sane = count >= 1 && count <= BLOCKS_MAX && step >= 1 && step <= BLOCKS_MAX;
    if (!sane || start < 0 || (count - 1) * step > BLOCKS_MAX) {
      return invalid("invalid range, step or count");
    }
    long slots = Math.min((count - 1) * step + 1, BLOCKS_MAX);
    return blocks.take(peer, slots, nowMs.getAsLong())
        ? chunks(ask(peer, new BlocksByRange(start, slots)), step, start)
        : invalid("rate limited");
  }

  private Answer roots(PeerId peer, byte[] request) throws InterruptedException {
    if (request.length == 0 || request.length % 32 != 0) {
      return invalid("no block roots provided in request");
    }
    if (!blocks.take(peer, request.length / 32, nowMs.getAsLong())) {
      return invalid("rate limited");
    }
    List<Hash32> roots = new ArrayList<>();
    for (int at = 0; at < request.length; at += 32) {
      roots.add(Hash32.of(request, at));
    }
    return chunks(ask(peer, new BlocksByRoot(roots)), 1, 0);
  }

  private PeerAnswer ask(PeerId peer, PeerRequest request) throws InterruptedException {
    long id = lastId.incrementAndGet();
    CompletableFuture<PeerAnswer> answer = new CompletableFuture<>();
    asked.put(id, answer);
    try {
      if (!node.ask(id, peer, request)) {
        return new Refused(false, "busy");
      }
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Refused(false, "busy");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      asked.remove(id);
    }
  }

  /// @param step only each `step`-th slot from `start` on
  private Answer chunks(PeerAnswer answer, long step, long start) {
    return switch (answer) {
      case StatusIs(Status status) -> new Answer.Chunks(List.of(types.status().encode(status)));
      case Blocks(List<SignedBeaconBlock> blocks) ->
          new Answer.Chunks(
              blocks.stream()
                  .filter(block -> (block.message().slot() - start) % step == 0)
                  .map(block -> types.signedBeaconBlock().encode(block))
                  .toList());
      case Refused(boolean invalid, String why) ->
          new Answer.Error(
              invalid ? RequestServer.INVALID_REQUEST : RequestServer.SERVER_ERROR, why);
    };
  }

  private static Answer invalid(String why) {
    return new Answer.Error(RequestServer.INVALID_REQUEST, why);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] part(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }
}
