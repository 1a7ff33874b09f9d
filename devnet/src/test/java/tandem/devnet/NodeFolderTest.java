package tandem.devnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.devp2p.EnodeUrl;
import tandem.libp2p.Identity;
import tandem.libp2p.Multiaddr;
import tandem.primitives.Bytes;

class NodeFolderTest {
  @TempDir private Path dir = Path.of("");

  @Test
  void readsWhatItWrites() throws Exception {
    NodeFolder folder = folder();
    Files.write(dir.resolve(NodeFolder.CONFIG), folder.toJson());

    assertThat(NodeFolder.read(dir)).isEqualTo(folder);
  }

  @Test
  void namesItsFilesRelativeToItself() {
    assertThat(new String(folder().toJson(), UTF_8))
        .contains("\"../network\"", "\"keystore\"")
        .doesNotContain(dir.toString());
  }

  @Test
  void bindsToLoopbackWhereItsFileSaysSo() {
    assertThat(folder().gwatUrl()).isEqualTo(URI.create("http://127.0.0.1:9001/"));
    assertThat(folder().coordinatorUrl()).isEqualTo(URI.create("http://127.0.0.1:9003/"));
    assertThat(folder().gwatConfig().rpc().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void waitsForPeersOnlyWhereThereAreSome() {
    NodeFolder.Gwat gwat = folder().gwat();
    NodeFolder alone =
        folder()
            .withGwat(
                new NodeFolder.Gwat(
                    gwat.data(), "127.0.0.1", 1, "127.0.0.1", 2, List.of(), null, null, false));

    assertThat(folder().gwatConfig().settings().expectsPeers()).isTrue();
    assertThat(alone.gwatConfig().settings().expectsPeers()).isFalse();
  }

  @Test
  void saysWhereTheFileIsWrong() throws Exception {
    assertFault("\"p2pPort\" : 9000", "\"p2pPort\" : 70000", "gwat.p2pPort: 70000 is not a port");
    assertFault(
        "\"p2pPort\" : 9000", "\"p2pPort\" : \"x\"", "gwat.p2pPort: a port number is needed");
    assertFault("enode://", "enoed://", "gwat.peers[0]: ");
    assertFault("/p2p/", "/p2q/", "coordinator.peers[0]: ");
    assertFault("http://", "https://", "coordinator.gwat: ");
    assertFault("\"name\"", "\"mane\"", "mane: unknown");
    assertFault("{", "[", "is not JSON");
  }

  private void assertFault(String right, String wrong, String sentence) throws Exception {
    String json = new String(folder().toJson(), UTF_8);
    assertThat(json).contains(right);
    Files.writeString(dir.resolve(NodeFolder.CONFIG), json.replace(right, wrong));

    assertThatThrownBy(() -> NodeFolder.read(dir))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(sentence)
        .hasMessageContaining(NodeFolder.CONFIG);
  }

  /// Whatever is in the file: a folder or a sentence.
  @Test
  void survivesDamagedFiles() throws Exception {
    byte[] good = folder().toJson();
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] bad = good.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Files.write(dir.resolve(NodeFolder.CONFIG), bad);
      try {
        NodeFolder.read(dir).gwatConfig();
      } catch (Refusal refusal) {
        assertThat(refusal.sentence()).as("seed %d", seed).contains(NodeFolder.CONFIG);
      }
    }
  }

  private NodeFolder folder() {
    byte[] secret = new byte[32];
    secret[31] = 1;
    Multiaddr peer =
        Multiaddr.parse("/ip4/127.0.0.1/tcp/9002")
            .withPeer(Identity.of(Bytes.wrap(secret)).peerId());
    return new NodeFolder(
        dir,
        "node-1",
        dir.resolveSibling("network"),
        new NodeFolder.Gwat(
            dir.resolve("gwat"),
            "127.0.0.1",
            9000,
            "127.0.0.1",
            9001,
            List.of(EnodeUrl.parse("enode://" + "ab".repeat(64) + "@127.0.0.1:9010")),
            dir.resolve("keystore"),
            dir.resolve("password.txt"),
            false),
        new NodeFolder.Coordinator(
            dir.resolve("coordinator"),
            "127.0.0.1",
            9002,
            "127.0.0.1",
            9003,
            List.of(peer),
            null,
            URI.create("http://127.0.0.1:9001/"),
            false,
            0),
        dir.resolve("jwt.hex"));
  }
}
