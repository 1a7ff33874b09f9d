package tandem.devp2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.metrics.MeterProvider;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.security.Security;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.concurrent.AsyncCompletion;
import org.apache.tuweni.crypto.SECP256K1;
import org.apache.tuweni.rlpx.RLPxService;
import org.apache.tuweni.rlpx.vertx.VertxRLPxService;
import org.apache.tuweni.rlpx.wire.SubProtocol;
import org.apache.tuweni.rlpx.wire.SubProtocolClient;
import org.apache.tuweni.rlpx.wire.SubProtocolHandler;
import org.apache.tuweni.rlpx.wire.SubProtocolIdentifier;
import org.apache.tuweni.rlpx.wire.WireConnection;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Against the RLPx of Apache Tuweni, both ways.
@Timeout(60)
class TuweniInteropTest {
  private static final SubProtocolIdentifier ECHO = SubProtocolIdentifier.of("echo", 1, 4);

  private final Vertx vertx = Vertx.vertx();
  private final Echo echo = new Echo();
  private SECP256K1.KeyPair keys;
  private VertxRLPxService tuweni;

  @BeforeEach
  void start() throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    keys = SECP256K1.KeyPair.random();
    tuweni =
        new VertxRLPxService(
            vertx,
            0,
            "127.0.0.1",
            30303,
            keys,
            List.of(echo),
            "tuweni-oracle/1",
            MeterProvider.noop().get("test"));
    tuweni.start().join(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    tuweni.stop().join(20, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void weDialTuweni() throws Exception {
    NodeId id = new NodeId(tandem.primitives.Bytes.wrap(keys.publicKey().bytesArray()));
    try (TestNode node = TestNode.start()) {
      node.server.addStaticPeer(new EnodeUrl(id, "127.0.0.1", tuweni.actualPort()));
      PeerHandle peer = node.next(TestNode.Connected.class).peer();
      assertThat(peer.hello().name()).isEqualTo("tuweni-oracle/1");
      assertThat(peer.id()).isEqualTo(id);
      assertEchoes(node, peer);
    }
  }

  @Test
  void tuweniDialsUs() throws Exception {
    try (TestNode node = TestNode.start()) {
      SECP256K1.PublicKey remote =
          SECP256K1.PublicKey.fromBytes(
              org.apache.tuweni.bytes.Bytes.wrap(node.id().bytes().toArray()));
      WireConnection connection =
          tuweni
              .connectTo(remote, new InetSocketAddress("127.0.0.1", node.server.port()))
              .get(20, TimeUnit.SECONDS);
      assertThat(connection.getPeerHello().clientId()).isEqualTo("tandem-test/1");
      PeerHandle peer = node.next(TestNode.Connected.class).peer();
      assertThat(peer.inbound()).isTrue();
      assertEchoes(node, peer);
      tuweni.disconnect(connection, org.apache.tuweni.rlpx.wire.DisconnectReason.CLIENT_QUITTING);
      assertThat(node.next(TestNode.Closed.class).ending().reason())
          .isEqualTo(DisconnectReason.QUITTING);
    }
  }

  private void assertEchoes(TestNode node, PeerHandle peer) throws Exception {
    byte[] payload = new byte[300_000];
    new Random(7).nextBytes(payload);
    peer.send(0, payload);
    TestNode.Message echoed = node.next(TestNode.Message.class);
    assertThat(echoed.code()).isEqualTo(1);
    assertThat(echoed.payload()).isEqualTo(payload);
    WireConnection connection = echo.connections.poll(20, TimeUnit.SECONDS);
    tuweni.send(ECHO, 2, connection, org.apache.tuweni.bytes.Bytes.of(1, 2, 3));
    TestNode.Message told = node.next(TestNode.Message.class);
    assertThat(told.code()).isEqualTo(2);
    assertThat(told.payload()).containsExactly(1, 2, 3);
  }

  /// Answers code 0 with code 1.
  private static final class Echo implements SubProtocol {
    final LinkedBlockingQueue<WireConnection> connections = new LinkedBlockingQueue<>();

    @Override
    public SubProtocolIdentifier id() {
      return ECHO;
    }

    @Override
    public boolean supports(SubProtocolIdentifier other) {
      return other.name().equals("echo") && other.version() == 1;
    }

    @Override
    public SubProtocolHandler createHandler(RLPxService service, SubProtocolClient client) {
      return new SubProtocolHandler() {
        @Override
        public AsyncCompletion handle(
            WireConnection connection, int code, org.apache.tuweni.bytes.Bytes payload) {
          if (code == 0) {
            service.send(ECHO, 1, connection, payload);
          }
          return AsyncCompletion.completed();
        }

        @Override
        public AsyncCompletion handleNewPeerConnection(WireConnection connection) {
          connections.add(connection);
          return AsyncCompletion.completed();
        }

        @Override
        public AsyncCompletion stop() {
          return AsyncCompletion.completed();
        }
      };
    }

    @Override
    public SubProtocolClient createClient(RLPxService service, SubProtocolIdentifier of) {
      return new SubProtocolClient() {};
    }
  }
}
