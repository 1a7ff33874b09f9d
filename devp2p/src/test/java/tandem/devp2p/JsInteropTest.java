package tandem.devp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.jsnode.JsNode;
import tandem.jsnode.JsPlace;
import tandem.primitives.Bytes;

/// Against `@ethereumjs/devp2p`, both ways.
@Timeout(300)
class JsInteropTest {
  private static final Pattern LISTENING =
      Pattern.compile("\"listening\":(\\d+),\"id\":\"([0-9a-f]{128})\"");
  private static final JsPlace PLACE =
      new JsPlace(Path.of(System.getProperty("tandem.root")).resolve("devp2p"));
  private static final int SIZE = 300_000;

  @BeforeAll
  static void install() throws Exception {
    Optional<String> obstacle = PLACE.prepare();
    if (obstacle.isPresent()) {
      System.err.println("JsInteropTest is skipped: " + obstacle.get());
      abort("not tested against ethereumjs: " + obstacle.get());
    }
  }

  @Test
  void weDialJs() throws Exception {
    try (JsNode js = PLACE.start("node.mjs");
        TestNode node = TestNode.start()) {
      EnodeUrl enode = enode(js);
      node.server.addStaticPeer(enode);
      PeerHandle peer = node.next(TestNode.Connected.class).peer();
      assertThat(peer.id()).isEqualTo(enode.id());
      assertThat(peer.hello().name()).isEqualTo("js-oracle/1");
      assertThat(peer.hello().version()).isEqualTo(5);
      assertThat(js.line("added"))
          .contains(node.id().toHex())
          .contains("\"clientId\":\"tandem-test/1\"")
          .contains("{\"name\":\"echo\",\"version\":1}");
      assertEchoes(node, js, peer);
      js.command("disconnect");
      Ending ending = node.next(TestNode.Closed.class).ending();
      assertThat(ending.reason()).isEqualTo(DisconnectReason.QUITTING);
      assertThat(ending.byPeer()).isTrue();
    }
  }

  @Test
  void jsDialsUs() throws Exception {
    try (JsNode js = PLACE.start("node.mjs");
        TestNode node = TestNode.start()) {
      EnodeUrl enode = enode(js);
      js.command("dial " + node.id() + " " + node.server.port());
      PeerHandle peer = node.next(TestNode.Connected.class).peer();
      assertThat(peer.id()).isEqualTo(enode.id());
      assertThat(peer.inbound()).isTrue();
      js.line("added");
      assertEchoes(node, js, peer);
      peer.disconnect(DisconnectReason.USELESS_PEER, "a test");
      assertThat(js.line("removed")).contains("\"reason\":3,\"byUs\":false");
    }
  }

  @Test
  void jsIsToldWhyItIsRefused() throws Exception {
    try (JsNode js = PLACE.start("node.mjs");
        TestNode node = TestNode.start(config -> config.withLimits(Limits.DEFAULT.withPeers(1)));
        RawPeer first = RawPeer.connect(node)) {
      node.next(TestNode.Connected.class);
      js.line("listening");
      js.command("dial " + node.id() + " " + node.server.port());
      assertThat(js.line("removed")).contains("\"reason\":4,\"byUs\":false");
      assertThat(first.socket.isConnected()).isTrue();
    }
  }

  /// Where it listens.
  private static EnodeUrl enode(JsNode js) throws InterruptedException {
    Matcher matcher = LISTENING.matcher(js.line("listening"));
    if (!matcher.find()) {
      throw new AssertionError("js does not say where it listens");
    }
    NodeId id = new NodeId(Bytes.fromHex(matcher.group(2)));
    return new EnodeUrl(id, "127.0.0.1", Integer.parseInt(matcher.group(1)));
  }

  private static void assertEchoes(TestNode node, JsNode js, PeerHandle peer) throws Exception {
    byte[] payload = new byte[SIZE];
    new Random(7).nextBytes(payload);
    peer.send(0, payload);
    TestNode.Message echo = node.next(TestNode.Message.class);
    assertThat(echo.code()).isEqualTo(1);
    assertThat(echo.payload()).isEqualTo(payload);
    js.command("send 0 " + SIZE);
    TestNode.Message asked = node.next(TestNode.Message.class);
    assertThat(asked.code()).isZero();
    assertThat(asked.payload()).isEqualTo(new byte[SIZE]);
    assertThat(js.line("message")).contains("\"message\":0");
    assertThat(js.line("message")).contains("\"message\":1,\"length\":" + SIZE);
  }
}
