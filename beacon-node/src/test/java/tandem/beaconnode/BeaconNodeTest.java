package tandem.beaconnode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.beaconnode.BeaconNodeConfig.Validators;
import tandem.pairprotocol.Stage;

/// Whole coordinators over sockets, each with a gwat that does what it is told.
@Timeout(180)
class BeaconNodeTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

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
        }
      }
    }
  }
}
