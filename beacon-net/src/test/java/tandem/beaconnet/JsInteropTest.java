package tandem.beaconnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.beaconnet.GossipTopic.Kind;
import tandem.jsnode.JsNode;
import tandem.jsnode.JsPlace;
import tandem.libp2p.Multiaddr;
import tandem.libp2p.PeerId;
import tandem.primitives.Bytes;
import tandem.primitives.Hex;
import tandem.rim.Deadline;

/// Against js-libp2p with gossipsub, both ways, over both muxers.
@Timeout(300)
class JsInteropTest {
  private static final JsPlace PLACE =
      new JsPlace(Path.of(System.getProperty("tandem.root")).resolve("beacon-net"));
  private static final GossipTopic TOPIC = GossipTopic.of(Kind.BEACON_BLOCK);
  private static final String NAME = TOPIC.text(WireNode.DIGEST);
  private static final byte[] STATUS = random(84);

  @BeforeAll
  static void install() throws Exception {
    Optional<String> obstacle = PLACE.prepare();
    if (obstacle.isPresent()) {
      System.err.println("JsInteropTest is skipped: " + obstacle.get());
      abort("not tested against js-libp2p: " + obstacle.get());
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] message(int number, int length) {
    byte[] bytes = new byte[length];
    new Random(number).nextBytes(bytes);
    bytes[0] = (byte) number;
    return bytes;
  }

  private static JsNode start(String muxer) throws IOException {
    return PLACE.start("--import", "./polyfill.mjs", "node.mjs", muxer, hex(STATUS));
  }

  /// Where it listens.
  private static Multiaddr address(JsNode js) throws InterruptedException {
    String line = js.line("listening");
    return Multiaddr.parse(line.substring(line.indexOf("/ip4"), line.lastIndexOf('"')));
  }

  private static String hex(byte[] bytes) {
    return Hex.encode(bytes).substring(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yamux", "mplex"})
  void messagesGoFromJsToUsAndFromUsToJs(String muxer) throws Exception {
    try (JsNode js = start(muxer);
        WireNode node = new WireNode(1)) {
      node.join(TOPIC);
      js.command("subscribe " + NAME);
      node.dial(address(js));
      node.awaitPeersOn(TOPIC, 1);
      js.line("subscriptions");
      for (int i = 1; i < 6; i++) {
        byte[] ssz = message(i, 1 + i * i * i * 500);
        js.command("publish " + NAME + " " + hex(ssz));
        assertThat(node.next().ssz()).isEqualTo(Bytes.of(ssz));
        byte[] ours = message(100 + i, 1 + i * i * i * 500);
        node.gossip.publish(TOPIC, ours);
        assertThat(js.line("message")).contains(NAME).contains(hex(ours));
      }
      assertThat(node.faults).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yamux", "mplex"})
  void whatOneJsNodePublishesReachesAnotherThroughUs(String muxer) throws Exception {
    try (JsNode one = start(muxer);
        JsNode other = start(muxer);
        WireNode node = new WireNode(2)) {
      node.join(TOPIC);
      for (JsNode js : List.of(one, other)) {
        js.command("subscribe " + NAME);
        js.command("dial " + node.address());
        js.line("graft");
      }
      node.awaitPeersOn(TOPIC, 2);
      byte[] ssz = message(7, 40_000);
      one.command("publish " + NAME + " " + hex(ssz));
      assertThat(other.line("message")).contains(hex(ssz));
      byte[] rejected = message(8, 100);
      rejected[0] = (byte) 0xff;
      one.command("publish " + NAME + " " + hex(rejected));
      byte[] accepted = message(9, 100);
      one.command("publish " + NAME + " " + hex(accepted));
      assertThat(other.line("message")).contains(hex(accepted));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yamux", "mplex"})
  void requestsGoBothWays(String muxer) throws Exception {
    try (JsNode js = start(muxer);
        WireNode node = new WireNode(3)) {
      js.command("dial " + node.address());
      js.line("dialed");
      PeerId peer = node.awaitPeer();
      RequestClient client =
          new RequestClient(node.host, WireNode.DIGEST, RequestClient.Times.DEFAULT);
      byte[] ours = message(1, 84);
      Deadline deadline = Deadline.in(Duration.ofSeconds(30));
      assertThat(client.ask(peer, RequestMethod.STATUS, ours, 1, 84, deadline))
          .containsExactly(STATUS);
      assertThat(js.line("asked")).contains("status/1").contains(hex(ours));
      byte[] ping = Hex.decode("0100000000000000");
      assertThat(client.ask(peer, RequestMethod.PING, ping, 1, 8, deadline)).containsExactly(ping);

      for (String ssz : List.of("0500000000000000", "ffffffffffffffff")) {
        js.command("ask %s ping/1 0 %s".formatted(node.id(), ssz));
        assertThat(js.line("answered"))
            .contains("{\"result\":0,\"digest\":\"\",\"ssz\":\"" + ssz + "\"}");
      }
      js.command("ask %s status/1 0 %s".formatted(node.id(), hex(ours)));
      assertThat(js.line("answered")).contains(hex(ours));
      String range = hex(message(2, 24));
      js.command("ask %s beacon_blocks_by_range/2 4 %s".formatted(node.id(), range));
      assertThat(js.line("answered"))
          .contains("{\"result\":0,\"digest\":\"802ed6b2\",\"ssz\":\"" + range + "\"}");
      js.command("ask %s ping/1 0 00".formatted(node.id()));
      assertThat(js.line("answered")).contains("\"ssz\":\"00\"");
    }
  }
}
