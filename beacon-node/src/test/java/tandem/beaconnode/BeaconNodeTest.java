package tandem.beaconnode;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.beaconnode.BeaconNodeConfig.Validators;
import tandem.pairprotocol.Stage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whole coordinators over sockets, each with a gwat that does what it is told.
@Timeout(180)
class BeaconNodeTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path dir;

  /// What is looked at of a node.
  private record Standing(Stage stage, long headSlot, int peers) {}

  private static Standing await(BeaconNode node, Predicate<Standing> condition) throws Exception {
    long until = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      Standing now =
          node.loop()
              .ask(
                  machine ->
                      new Standing(machine.stage(), machine.head().slot(), machine.peers().size()),
                  Duration.ofSeconds(10));
      if (condition.test(now)) {
        return now;
      }
      if (System.nanoTime() > until) {
        throw new AssertionError("still " + now);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  void aLateNodeTakesTheChainOfThoseThatProduceItAndDoesSoAgainAfterARestart() throws Exception {
    TestNetwork network = new TestNetwork(dir, System.currentTimeMillis() / 1_000 + 2);
    BeaconNodeConfig first =
        network
            .node("first", new ScriptedGwat())
            .withExpectsPeers(false)
            .withValidators(new Validators.Interop(0, 8));
    try (BeaconNode a = BeaconNode.start(first)) {
      BeaconNodeConfig second =
          network
              .node("second", new ScriptedGwat(), a.multiaddr())
              .withValidators(new Validators.Interop(8, 8));
      try (BeaconNode b = BeaconNode.start(second)) {
        await(a, now -> now.peers() == 1);
        await(b, now -> now.peers() == 1);
        await(a, now -> now.stage() == Stage.WORKING && now.headSlot() >= 4);
        await(b, now -> now.stage() == Stage.WORKING && now.headSlot() >= 4);
        Path peers = dir.resolve("peers");
        Files.writeString(peers, a.multiaddr() + "\n" + b.multiaddr() + "\n");
        BeaconNodeConfig late = network.node("late", new ScriptedGwat());
        late = late.withP2p(late.p2p().withPeersFile(peers));
        try (BeaconNode c = BeaconNode.start(late)) {
          await(c, now -> now.stage() == Stage.WORKING && now.headSlot() >= 6);
          assertThat(c.status().peers()).isEqualTo(2);
          saysWhereItStands(c, network);
        }
        try (BeaconNode c = BeaconNode.start(late)) {
          await(c, now -> now.stage() == Stage.WORKING && now.headSlot() >= 7);
        }
      }
    }
  }

  private static void saysWhereItStands(BeaconNode node, TestNetwork network) throws Exception {
    JsonNode status = get(node, "/tandem/v1/status");
    assertThat(status.get("stage").stringValue()).isEqualTo("WORKING");
    List<String> stages = new ArrayList<>();
    status.get("history").forEach(entry -> stages.add(entry.get("stage").stringValue()));
    assertThat(stages)
        .containsExactly(
            "STARTING", "CHECKPOINT_SYNC", "DAG_SYNC", "HEAD_SYNC_READY", "HEAD_SYNC", "WORKING");
    JsonNode syncing = get(node, "/eth/v1/node/syncing");
    assertThat(syncing.get("is_syncing").booleanValue()).isFalse();
    assertThat(syncing.get("el_offline").booleanValue()).isFalse();
    assertThat(Long.parseLong(syncing.get("head_slot").stringValue())).isGreaterThanOrEqualTo(6);
    JsonNode genesis = get(node, "/eth/v1/beacon/genesis");
    assertThat(genesis.get("genesis_time").stringValue())
        .isEqualTo(Long.toString(network.genesisTime));
    JsonNode header = get(node, "/eth/v1/beacon/headers/head");
    assertThat(header.get("canonical").booleanValue()).isTrue();
    String root = header.get("root").stringValue();
    assertThat(get(node, "/eth/v1/beacon/blocks/" + root + "/root").get("root").stringValue())
        .isEqualTo(root);
    assertThat(get(node, "/eth/v1/beacon/states/head/finality_checkpoints").get("finalized"))
        .isNotNull();
    JsonNode identity = get(node, "/eth/v1/node/identity");
    assertThat(identity.get("peer_id").stringValue())
        .isEqualTo(String.valueOf(node.multiaddr().peer()));
    assertThat(identity.get("metadata").get("attnets").stringValue())
        .isEqualTo("0xffffffffffffffff");
    assertThat(get(node, "/eth/v1/node/peers")).hasSize(2);
  }

  private static JsonNode get(BeaconNode node, String path) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + node.restPort() + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      return JSON.readTree(response.body()).get("data");
    }
  }
}
