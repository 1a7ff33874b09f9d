package tandem.gwatnode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.gwatcore.GwatMachine;
import tandem.gwatrpc.GwatRpc;
import tandem.loop.ExitReason;
import tandem.loop.Shutdown;
import tandem.store.StoreException;

/// What a running node shows to those who call it.
@Timeout(120)
class GwatNodeRpcTest {
  @TempDir private Path directory;
  private TestNetwork network;

  @BeforeEach
  void makeNetwork() throws Exception {
    network = new TestNetwork(directory);
  }

  @Test
  void tellsOfItselfAndItsNetwork() throws Exception {
    try (GwatNode a = GwatNode.start(network.observer("a").withNetworkId(123L))) {
      Rpc rpc = Rpc.of(a);
      assertThat(rpc.call("eth_chainId")).contains("\"0x4d\"");
      assertThat(rpc.call("net_version")).contains("123");
      assertThat(rpc.call("web3_clientVersion")).contains(GwatNode.CLIENT_VERSION);
      assertThat(rpc.call("admin_nodeInfo")).contains(a.enode().toString());
      assertThat(rpc.call("net_peerCount")).contains("\"0x0\"");
    }
  }

  @Test
  void connectsToAPeerThatAnOperatorNamesAndShowsIt() throws Exception {
    try (GwatNode a = GwatNode.start(network.observer("a"));
        GwatNode b = GwatNode.start(network.observer("b"))) {
      assertThat(Rpc.of(b).call("admin_addPeer", a.enode().toString())).contains("true");
      for (GwatNode node : new GwatNode[] {a, b}) {
        TestNetwork.await("a peer", () -> !TestNetwork.ask(node, GwatMachine::peers).isEmpty());
        assertThat(Rpc.of(node).call("net_peerCount")).contains("\"0x1\"");
        assertThat(Rpc.of(node).call("admin_peers"))
            .contains("wfdag/1")
            .contains(GwatNode.CLIENT_VERSION)
            .contains("127.0.0.1:");
      }
      assertThat(Rpc.of(b).call("admin_peers")).contains(a.enode().toString());
      assertThat(Rpc.of(b).call("admin_addPeer", "enode://nonsense")).contains("bad enode URL");
    }
  }

  @Test
  void takesCommandsOnlyWithATokenWhereItHasASecret() throws Exception {
    Path secret = directory.resolve("jwt");
    Files.writeString(secret, "ab".repeat(32));
    GwatNodeConfig config =
        network
            .observer("a")
            .withRpc(GwatNodeConfig.Rpc.DEFAULT.withPort(0).withJwtSecretFile(secret));
    try (GwatNode a = GwatNode.start(config)) {
      Rpc rpc = Rpc.of(a);
      assertThat(rpc.call("dag_syncStatus")).doesNotContain("CHECKPOINT_SYNC");
      assertThat(rpc.call("admin_peers")).doesNotContain("\"result\"");
      assertThat(rpc.call("eth_chainId")).contains("\"0x4d\"");
    }
  }

  @Test
  void closesItsDoorsWhenItsDiskIsFull() throws Exception {
    GwatLog log = new GwatLog();
    Shutdown shutdown = new Shutdown("gwat", log);
    StringBuilder closed = new StringBuilder();
    shutdown.add(() -> closed.append('a'));
    shutdown.add(() -> closed.append('b'));
    GwatRpc rpc = new GwatRpc(0, new Network(null, "127.0.0.1", ""));
    Effects effects = new Effects(log, new WfdagPeers(log), rpc, shutdown);
    effects.onFailure(new StoreException(StoreException.Kind.FULL, "no space"));
    effects.onFailure(new IllegalStateException("what follows from it"));
    assertThat(shutdown.ended().get(10, TimeUnit.SECONDS))
        .isEqualTo(new ExitReason(ExitReason.Code.DISK_FULL, "no space"));
    assertThat(closed.toString()).isEqualTo("ba");
    shutdown.add(() -> closed.append('c'));
    assertThat(closed.toString()).isEqualTo("bac");
  }

  @Test
  @Timeout(60)
  void endsWhenToldAndSaysSo() throws Exception {
    GwatNode a = GwatNode.start(network.creator("a"));
    network.headSync(a);
    network.runSlot(a);
    a.close();
    assertThat(a.ended().get(1, TimeUnit.SECONDS).code()).isEqualTo(ExitReason.Code.STOPPED);
  }
}
