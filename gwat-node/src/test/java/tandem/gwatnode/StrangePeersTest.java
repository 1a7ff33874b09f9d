package tandem.gwatnode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.devp2p.Devp2pConfig;
import tandem.devp2p.Devp2pServer;
import tandem.devp2p.DisconnectReason;
import tandem.devp2p.Ending;
import tandem.devp2p.EnodeUrl;
import tandem.devp2p.NodeKey;
import tandem.devp2p.PeerHandle;
import tandem.devp2p.PeerListener;
import tandem.gwatwire.Handshake;
import tandem.gwatwire.WfdagCodec;
import tandem.gwatwire.WfdagMessage;
import tandem.primitives.Hash32;

/// Peers that speak RLPx rightly and `wfdag/1` as they like.
@Timeout(120)
class StrangePeersTest {
  @TempDir private Path directory;
  private TestNetwork network;
  private GwatNode node;

  @BeforeEach
  void start() throws Exception {
    network = new TestNetwork(directory);
    node = GwatNode.start(network.observer("a"));
  }

  @AfterEach
  void stillServesOthers() throws Exception {
    try (Stranger other = new Stranger(node)) {
      other.send(status(TestNetwork.CHAIN_ID, network.genesisHash()));
      other.send(new WfdagMessage.GetDag(17, 0));
      assertThat(other.answer(WfdagMessage.Dag.class).requestId()).isEqualTo(17);
      assertThat(node.ended()).isNotDone();
    } finally {
      node.close();
    }
  }

  @Test
  void aNodeOfAnotherNetworkIsLeft() throws Exception {
    try (Stranger other = new Stranger(node)) {
      other.send(status(TestNetwork.CHAIN_ID + 1, network.genesisHash()));
      assertThat(other.ending().reason()).isEqualTo(DisconnectReason.USELESS_PEER);
    }
  }

  @Test
  void aNodeWithAnotherGenesisIsLeft() throws Exception {
    try (Stranger other = new Stranger(node)) {
      other.send(status(TestNetwork.CHAIN_ID, Hash32.ZERO));
      assertThat(other.ending().reason()).isEqualTo(DisconnectReason.USELESS_PEER);
    }
  }

  @Test
  void aNodeWithoutAStatusIsLeft() throws Exception {
    try (Stranger other = new Stranger(node)) {
      assertThat(other.ending().byPeer()).isTrue();
    }
  }

  @Test
  void bytesThatDoNotDecodeEndTheConnectionForAWhile() throws Exception {
    NodeKey key = NodeKey.generate();
    try (Stranger other = new Stranger(node, key)) {
      other.peer.send(0x07, new byte[] {1, 2, 3});
      assertThat(other.ending().reason()).isEqualTo(DisconnectReason.SUBPROTOCOL_ERROR);
    }
    try (Stranger again = new Stranger(node, key)) {
      assertThat(again.ending().reason()).isEqualTo(DisconnectReason.USELESS_PEER);
    }
  }

  @Test
  void randomMessagesEndConnectionsAndNothingElse() throws Exception {
    Random random = new Random(31);
    for (int i = 0; i < 40; i++) {
      try (Stranger other = new Stranger(node)) {
        other.send(status(TestNetwork.CHAIN_ID, network.genesisHash()));
        byte[] payload = new byte[random.nextInt(200)];
        random.nextBytes(payload);
        other.peer.send(random.nextInt(WfdagCodec.CODES), payload);
        assertThat(other.ending().reason()).isEqualTo(DisconnectReason.SUBPROTOCOL_ERROR);
      }
    }
  }

  @Test
  void aFloodOfQuestionsHoldsUpNobodyElse() throws Exception {
    try (Stranger flooding = new Stranger(node);
        Stranger other = new Stranger(node)) {
      flooding.send(status(TestNetwork.CHAIN_ID, network.genesisHash()));
      other.send(status(TestNetwork.CHAIN_ID, network.genesisHash()));
      for (int i = 0; i < 3_000; i++) {
        flooding.send(new WfdagMessage.GetHeadersByNumber(i, 0, 1_024, 0, false));
        if (i % 100 == 0) {
          other.send(new WfdagMessage.GetDag(i, 0));
          assertThat(other.answer(WfdagMessage.Dag.class).requestId()).isEqualTo(i);
        }
      }
    }
  }

  private static WfdagMessage.Status status(long networkId, Hash32 genesis) {
    return new WfdagMessage.Status(
        1, networkId, 0, List.of(genesis), genesis, Handshake.forkId(genesis));
  }

  /// A peer under a test's control.
  private static final class Stranger implements PeerListener, AutoCloseable {
    private final Devp2pServer server;
    private final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();
    final PeerHandle peer;

    Stranger(GwatNode node) throws Exception {
      this(node, NodeKey.generate());
    }

    Stranger(GwatNode node, NodeKey key) throws IOException, InterruptedException {
      EnodeUrl enode = node.enode();
      server =
          Devp2pServer.start(
              Devp2pConfig.of(key, "stranger", WfdagPeers.PROTOCOL, this)
                  .withStaticPeers(List.of(enode)));
      peer = next(PeerHandle.class);
    }

    void send(WfdagMessage message) {
      peer.send(WfdagCodec.code(message), WfdagCodec.encode(message));
    }

    <T extends WfdagMessage> T answer(Class<T> kind) throws InterruptedException {
      return next(kind);
    }

    Ending ending() throws InterruptedException {
      return next(Ending.class);
    }

    private <T> T next(Class<T> kind) throws InterruptedException {
      while (true) {
        Object event = events.poll(30, TimeUnit.SECONDS);
        if (event == null) {
          throw new AssertionError("no " + kind.getSimpleName());
        }
        if (kind.isInstance(event)) {
          return kind.cast(event);
        }
      }
    }

    @Override
    public void connected(PeerHandle handle) {
      events.add(handle);
    }

    @Override
    public void message(PeerHandle handle, int code, byte[] payload) {
      events.add(WfdagCodec.decode(code, payload));
    }

    @Override
    public void closed(PeerHandle handle, Ending ending) {
      events.add(ending);
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
