package tandem.beaconnode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.beaconnode.BeaconNodeConfig.Validators;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;

/// Whole coordinators over sockets, each with a gwat that does what it is told.
@Timeout(180)
class BeaconNodeTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

  @TempDir private Path dir;

  private static SyncStatus await(BeaconNode node, Predicate<SyncStatus> condition)
      throws Exception {
    long until = System.nanoTime() + PATIENCE_NANOS;
    SyncStatus status = node.status();
    while (!condition.test(status)) {
      if (System.nanoTime() > until) {
        throw new AssertionError("still " + status);
      }
      TimeUnit.MILLISECONDS.sleep(20);
      status = node.status();
    }
    return status;
  }

  @Test
  void nodesThatProduceBlocksAreFoundByALateOneWhichTakesTheirChain() throws Exception {
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
        await(a, status -> status.peers() == 1);
        await(b, status -> status.peers() == 1);
        await(a, status -> status.stage() == Stage.WORKING && status.current() >= 4);
        await(b, status -> status.stage() == Stage.WORKING && status.current() >= 4);
        Path peers = dir.resolve("peers");
        Files.writeString(peers, a.multiaddr() + "\n" + b.multiaddr() + "\n");
        BeaconNodeConfig late = network.node("late", new ScriptedGwat());
        late = late.withP2p(late.p2p().withPeersFile(peers));
        try (BeaconNode c = BeaconNode.start(late)) {
          await(c, status -> status.stage() == Stage.WORKING && status.current() >= 6);
          assertThat(c.status().peers()).isEqualTo(2);
        }
      }
    }
  }
}
