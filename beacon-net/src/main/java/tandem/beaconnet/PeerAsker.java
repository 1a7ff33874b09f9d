package tandem.beaconnet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import tandem.beaconcore.PeerAnswer;
import tandem.beaconcore.PeerRequest;
import tandem.beaconcore.PeerRequest.BlocksByRange;
import tandem.beaconcore.PeerRequest.BlocksByRoot;
import tandem.beaconcore.PeerRequest.GetStatus;
import tandem.beaconnet.RequestException.Kind;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.Status;
import tandem.beaconspec.Types;
import tandem.libp2p.PeerInfo;
import tandem.primitives.Hash32;
import tandem.rim.Deadline;
import tandem.ssz.SszException;
import tandem.ssz.SszType;

/// Puts the machine's requests into bytes and the answers into values. Calls block.
final class PeerAsker {
  /// Of a whole answer. A block has at most 1 MiB, and a peer sends at most so many bytes before it
  /// is no use to us.
  private static final long ANSWER_BYTES_MAX = 64L << 20;

  private static final long STEP = 1;

  private final RequestClient client;
  private final Types types;
  private final Pace pace;

  PeerAsker(RequestClient client, Types types, Pace pace) {
    this.client = client;
    this.types = types;
    this.pace = pace;
  }

  PeerAnswer ask(PeerInfo peer, PeerRequest request, Deadline deadline)
      throws RequestException, InterruptedException {
    return switch (request) {
      case GetStatus(Status ours) -> {
        byte[] theirs = one(peer, RequestMethod.STATUS, types.status().encode(ours), deadline);
        yield new PeerAnswer.StatusIs(decode(types.status(), theirs));
      }
      case BlocksByRange(long startSlot, long count) -> {
        byte[] range =
            ByteBuffer.allocate(24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(startSlot)
                .putLong(count)
                .putLong(STEP)
                .array();
        yield blocks(peer, RequestMethod.BLOCKS_BY_RANGE_2, range, count, deadline);
      }
      case BlocksByRoot(List<Hash32> roots) -> {
        ByteBuffer wanted = ByteBuffer.allocate(32 * roots.size());
        roots.forEach(root -> wanted.put(root.unsafeArray()));
        yield blocks(peer, RequestMethod.BLOCKS_BY_ROOT_2, wanted.array(), roots.size(), deadline);
      }
    };
  }

  /// Whether the peer answers at all.
  void ping(PeerInfo peer, long sequence, Deadline deadline)
      throws RequestException, InterruptedException {
    byte[] request =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(sequence).array();
    one(peer, RequestMethod.PING, request, deadline);
  }

  void sayGoodbye(PeerInfo peer, Goodbye reason, Deadline deadline) throws RequestException {
    client.ask(peer.peer(), RequestMethod.GOODBYE, reason.request(), 0, 0, deadline);
  }

  private byte[] one(PeerInfo peer, RequestMethod method, byte[] request, Deadline deadline)
      throws RequestException, InterruptedException {
    pace.await(peer, 0, deadline);
    List<byte[]> chunks =
        client.ask(peer.peer(), method, request, 1, method.chunkBytesMax(), deadline);
    if (chunks.isEmpty()) {
      throw new RequestException(Kind.GONE, method + ": no answer");
    }
    return chunks.getFirst();
  }

  private PeerAnswer blocks(
      PeerInfo peer, RequestMethod method, byte[] request, long count, Deadline deadline)
      throws RequestException, InterruptedException {
    int max = (int) Math.min(count, method.chunksMax());
    pace.await(peer, max, deadline);
    List<SignedBeaconBlock> blocks = new ArrayList<>();
    for (byte[] chunk : client.ask(peer.peer(), method, request, max, ANSWER_BYTES_MAX, deadline)) {
      blocks.add(decode(types.signedBeaconBlock(), chunk));
    }
    return new PeerAnswer.Blocks(blocks);
  }

  private static <T> T decode(SszType<T> type, byte[] ssz) throws RequestException {
    try {
      return type.decode(ssz);
    } catch (SszException e) {
      throw new RequestException(Kind.BAD_BYTES, String.valueOf(e.getMessage()), e);
    }
  }
}
