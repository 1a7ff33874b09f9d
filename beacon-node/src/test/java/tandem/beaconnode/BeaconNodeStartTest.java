package tandem.beaconnode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.beaconnode.BeaconNodeConfig.Link;
import tandem.beaconnode.BeaconNodeConfig.Validators;
import tandem.libp2p.Identity;
import tandem.libp2p.Multiaddr;
import tandem.loop.ExitReason;
import tandem.loop.StartException;

/// What keeps a coordinator from starting, and that it says so.
@Timeout(120)
class BeaconNodeStartTest {
  private static final long FAR_AHEAD = System.currentTimeMillis() / 1_000 + 100_000;

  @TempDir private Path dir;
  private TestNetwork network;

  @BeforeEach
  void makeNetwork() throws IOException {
    network = new TestNetwork(dir, FAR_AHEAD);
  }

  private BeaconNodeConfig config() {
    return network.node("node", new ScriptedGwat());
  }

  private static void refuses(BeaconNodeConfig config, ExitReason.Code code, String text) {
    StartException refusal =
        catchThrowableOfType(StartException.class, () -> BeaconNode.start(config).close());
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason().code()).isEqualTo(code);
    assertThat(refusal.reason().text()).contains(text).doesNotContain("Exception");
  }

  private static void cannotStart(BeaconNodeConfig config, String text) {
    refuses(config, ExitReason.Code.CANNOT_START, text);
  }

  @Test
  void startsAndStops() throws Exception {
    BeaconNode node = BeaconNode.start(config());
    assertThat(node.multiaddr().peer()).isNotNull();
    assertThat(node.multiaddr().port()).isPositive();
    assertThat(node.ended()).isNotDone();
    node.close();
    node.close();
    assertThat(node.ended().get(1, TimeUnit.SECONDS).code()).isEqualTo(ExitReason.Code.STOPPED);
  }

  @Test
  void keepsItsIdentityOverARestart() throws Exception {
    Multiaddr first;
    try (BeaconNode node = BeaconNode.start(config())) {
      first = node.multiaddr();
    }
    try (BeaconNode node = BeaconNode.start(config())) {
      assertThat(node.multiaddr().peer()).isEqualTo(first.peer());
    }
  }

  @Test
  void refusesANetworkWithoutItsFiles() throws Exception {
    Files.delete(network.dir.resolve("genesis.ssz"));
    cannotStart(config(), "there is no file " + network.dir.resolve("genesis.ssz"));
    Files.delete(network.dir.resolve("beacon.json"));
    cannotStart(config(), "there is no file " + network.dir.resolve("beacon.json"));
  }

  @Test
  void refusesFilesThatHoldSomethingElse() throws Exception {
    Path genesis = network.dir.resolve("genesis.ssz");
    byte[] good = Files.readAllBytes(genesis);
    Files.write(genesis, new byte[100]);
    cannotStart(config(), "genesis.ssz cannot be used: ");
    good[40] = 1;
    Files.write(genesis, good);
    cannotStart(config(), "genesis.ssz is a state of slot 1, not of slot 0");
    Files.writeString(network.dir.resolve("beacon.json"), "{\"RULES\":\"ordered\"}");
    cannotStart(config(), "beacon.json cannot be used: ");
  }

  @Test
  void refusesKeysSecretsAndAddressesThatAreWrong() throws Exception {
    Path keys = Files.writeString(dir.resolve("keys"), "nonsense");
    cannotStart(config().withValidators(new Validators.KeyFile(keys)), "key 1 is not 64");
    BeaconNodeConfig http =
        BeaconNodeConfig.of(
                dir.resolve("node"),
                network.dir,
                new Link.Http(URI.create("http://127.0.0.1:1/"), dir.resolve("jwt")))
            .withP2p(config().p2p());
    cannotStart(http, "there is no file " + dir.resolve("jwt"));
    BeaconNodeConfig ftp =
        BeaconNodeConfig.of(
                dir.resolve("node"), network.dir, new Link.Http(URI.create("ftp://gwat/"), null))
            .withP2p(config().p2p());
    cannotStart(ftp, "link to gwat: ftp://gwat/ is not an address");
  }

  @Test
  void refusesAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      BeaconNodeConfig.P2p p2p =
          config().p2p().withListen(new InetSocketAddress("127.0.0.1", taken.getLocalPort()));
      cannotStart(config().withP2p(p2p), "cannot listen for peers at ");
    }
    BeaconNode.start(config()).close();
  }

  @Test
  void refusesADirectoryThatAnotherNodeUses() throws Exception {
    try (BeaconNode running = BeaconNode.start(config())) {
      assertThat(running.ended()).isNotDone();
      cannotStart(config(), dir.resolve("node").toString());
    }
  }

  @Test
  void refusesADatabaseOfAnotherNetwork() throws Exception {
    BeaconNode.start(config()).close();
    network = new TestNetwork(dir, FAR_AHEAD + 1);
    refuses(config(), ExitReason.Code.WRONG_NETWORK, "use another directory");
  }

  @Test
  void passesOverItselfAmongItsPeers() throws Exception {
    Identity identity = NetworkKey.load(Files.createDirectories(dir.resolve("node")));
    Multiaddr self = Multiaddr.parse("/ip4/127.0.0.1/tcp/1").withPeer(identity.peerId());
    BeaconNode.start(network.node("node", new ScriptedGwat(), self)).close();
  }
}
