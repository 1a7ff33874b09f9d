package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.jsnode.JsNode;
import tandem.jsnode.JsPlace;
import tandem.rim.Deadline;

/// Against js-libp2p, both ways, over both muxers.
@Timeout(300)
class JsInteropTest {
  private static final JsPlace PLACE =
      new JsPlace(Path.of(System.getProperty("tandem.root")).resolve("libp2p"));
  private static final int MEBIBYTE = 1 << 20;

  @BeforeAll
  static void install() throws Exception {
    Optional<String> obstacle = PLACE.prepare();
    if (obstacle.isPresent()) {
      System.err.println("JsInteropTest is skipped: " + obstacle.get());
      abort("not tested against js-libp2p: " + obstacle.get());
    }
  }

  /// Where it listens.
  private static Multiaddr address(JsNode js) throws InterruptedException {
    String line = js.line("listening");
    return Multiaddr.parse(line.substring(line.indexOf("/ip4"), line.lastIndexOf('"')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yamux", "mplex"})
  void weDialJs(String muxer) throws Exception {
    try (JsNode js = PLACE.start("--import", "./polyfill.mjs", "node.mjs", muxer);
        TestHost host = TestHost.start()) {
      PeerInfo info = host.host.dial(address(js), TestHost.soon());
      assertThat(info.agent()).startsWith("js-libp2p/");
      assertThat(info.protocols()).contains("/echo/1", Identify.PROTOCOL, Ping.PROTOCOL);
      assertThat(info.observed()).isNotNull();
      assertThat(js.line("identified"))
          .contains(host.id().toString())
          .contains("tandem-test/1")
          .contains("ipfs/0.1.0");
      assertThat(host.host.ping(info.peer(), TestHost.soon())).isPositive();
      assertThat(echoes(host, info.peer())).isTrue();
      js.command("exit");
      host.next(TestHost.Connected.class);
      TestHost.Event next = host.events.take();
      while (next instanceof TestHost.Updated) {
        next = host.events.take();
      }
      assertThat(next).isInstanceOf(TestHost.Disconnected.class);
      assertThat(((TestHost.Disconnected) next).reason()).isEqualTo(DisconnectReason.REMOTE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yamux", "mplex"})
  void jsDialsUs(String muxer) throws Exception {
    try (JsNode js = PLACE.start("--import", "./polyfill.mjs", "node.mjs", muxer);
        TestHost host = TestHost.start()) {
      PeerId jsId = address(js).peer();
      host.serveEcho();
      js.command("dial " + host.address() + " " + MEBIBYTE);
      assertThat(js.line("dialed"))
          .contains(host.id().toString())
          .contains("\"multiplexer\":\"/" + muxer)
          .contains("\"echoed\":true");
      PeerInfo info = host.next(TestHost.Connected.class).peer();
      assertThat(info.peer()).isEqualTo(jsId);
      assertThat(info.direction()).isEqualTo(Direction.INBOUND);
      assertThat(echoes(host, info.peer())).isTrue();
    }
  }

  private static boolean echoes(TestHost host, PeerId peer) throws IOException {
    byte[] data = new byte[MEBIBYTE];
    new Random(5).nextBytes(data);
    Deadline deadline = TestHost.soon();
    try (Stream stream = host.host.newStream(peer, List.of("/echo/1"), deadline)) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              stream.write(data, deadline);
              stream.closeWrite();
            } catch (IOException e) {
              stream.reset();
            }
          });
      return Arrays.equals(data, stream.input(deadline).readAllBytes());
    }
  }
}
