package tandem.gwatnode;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import tandem.devp2p.DisconnectReason;
import tandem.devp2p.Ending;
import tandem.devp2p.NodeId;
import tandem.devp2p.PeerHandle;
import tandem.devp2p.PeerListener;
import tandem.devp2p.Protocol;
import tandem.gwatcore.NodeEvent;
import tandem.gwatcore.PeerKey;
import tandem.gwattypes.Transaction;
import tandem.gwatwire.WfdagCodec;
import tandem.gwatwire.WfdagMessage;
import tandem.rlp.RlpException;

/// `wfdag/1` over RLPx: bytes of connections become events of the node, messages of the node become
/// bytes. Decoding, and the recovery of senders, happen on the connection's thread.
final class WfdagPeers implements PeerListener {
  static final Protocol PROTOCOL =
      new Protocol(
          WfdagCodec.NAME, WfdagCodec.VERSION, WfdagCodec.CODES, WfdagCodec.MESSAGE_BYTES_MAX);

  /// How long a peer that is proven to be at fault is not taken in again.
  private static final Duration REFUSAL = Duration.ofSeconds(30);

  /// How much of a node's id names it towards the machine.
  private static final int KEY_DIGITS = 32;

  /// Keeps a node away for a while.
  interface Refusal {
    void refuse(NodeId peer, Duration time);
  }

  private record Peer(PeerHandle handle, PeersLane.Part part) {}

  private final GwatLog log;
  private final CompletableFuture<PeersLane> lane = new CompletableFuture<>();
  private volatile @Nullable Refusal refusal;
  private final Map<PeerKey, Peer> peers = new ConcurrentHashMap<>();

  // The message that was sent last and its bytes; most are sent to many peers. Loop thread only.
  private @Nullable WfdagMessage lastSent;
  private byte[] lastBytes = {};

  WfdagPeers(GwatLog log) {
    this.log = log;
  }

  /// To be called before connections are made.
  void opened(PeersLane opened, Refusal server) {
    refusal = server;
    lane.complete(opened);
  }

  @Override
  public void connected(PeerHandle handle) throws InterruptedException {
    Peer peer = new Peer(handle, lane().enter());
    peers.put(key(handle), peer);
    log.peerConnected(handle, peers.size());
    peer.part().await(0).fill(new NodeEvent.PeerConnected(key(handle)), true);
  }

  @Override
  public void awaitTurn(PeerHandle handle) throws InterruptedException {
    Peer peer = peers.get(key(handle));
    if (peer != null) {
      peer.part().awaitShare();
    }
  }

  @Override
  public void message(PeerHandle handle, int code, byte[] payload) throws InterruptedException {
    PeerKey key = key(handle);
    Peer peer = peers.get(key);
    if (peer == null) {
      return;
    }
    PeersLane.Place place = peer.part().await(payload.length);
    WfdagMessage message;
    try {
      message = WfdagCodec.decode(code, payload);
      recoverSenders(message);
    } catch (RlpException e) {
      place.free();
      atFault(handle, "a message that does not decode: " + e.getMessage());
      return;
    } catch (RuntimeException e) {
      place.free();
      throw e;
    }
    place.fill(new NodeEvent.PeerMessage(key, message), !(message instanceof WfdagMessage.Answer));
  }

  @Override
  public void closed(PeerHandle handle, Ending ending) {
    PeerKey key = key(handle);
    Peer peer = peers.remove(key);
    if (peer == null) {
      return;
    }
    log.peerGone(handle, ending, peers.size());
    try {
      peer.part().await(0).fill(new NodeEvent.PeerGone(key), false);
    } catch (InterruptedException e) {
      // The node stops: nobody asks any more who is connected.
      Thread.currentThread().interrupt();
    } finally {
      peer.part().leave();
    }
  }

  /// Sends a message. Loop thread only.
  @SuppressWarnings("ReferenceEquality") // To compare contents would cost what it is to save.
  void send(PeerKey key, WfdagMessage message) {
    Peer peer = peers.get(key);
    if (peer == null) {
      return;
    }
    if (message != lastSent) {
      lastBytes = WfdagCodec.encode(message);
      lastSent = message;
    }
    if (lastBytes.length > WfdagCodec.MESSAGE_BYTES_MAX) {
      // The machine bounds what it sends; this is a fault of ours and no reason to stop.
      log.alarm("a message of %d bytes was not sent".formatted(lastBytes.length));
      return;
    }
    peer.handle().send(WfdagCodec.code(message), lastBytes);
  }

  /// Ends a connection.
  ///
  /// @param atFault whether the peer is proven to be at fault
  void disconnect(PeerKey key, boolean atFault, String why) {
    Peer peer = peers.get(key);
    if (peer == null) {
      return;
    }
    if (atFault) {
      atFault(peer.handle(), why);
    } else {
      peer.handle().disconnect(DisconnectReason.USELESS_PEER, why);
    }
  }

  private void atFault(PeerHandle handle, String why) {
    log.peerAtFault(handle, why);
    Refusal server = refusal;
    if (server != null) {
      server.refuse(handle.id(), REFUSAL);
    }
    handle.disconnect(DisconnectReason.SUBPROTOCOL_ERROR, why);
  }

  private PeersLane lane() throws InterruptedException {
    try {
      return lane.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Asks every transaction for its sender: it is remembered.
  private static void recoverSenders(WfdagMessage message) {
    switch (message) {
      case WfdagMessage.Transactions(List<Transaction> list) -> list.forEach(Transaction::sender);
      case WfdagMessage.PooledTransactions(long id, List<Transaction> list) ->
          list.forEach(Transaction::sender);
      case WfdagMessage.NewBlock(var block) -> block.transactions().forEach(Transaction::sender);
      case WfdagMessage.BlockBodies(long id, List<List<Transaction>> bodies) ->
          bodies.forEach(body -> body.forEach(Transaction::sender));
      case WfdagMessage other -> {}
    }
  }

  private static PeerKey key(PeerHandle handle) {
    return new PeerKey(handle.id().toHex().substring(0, KEY_DIGITS));
  }
}
