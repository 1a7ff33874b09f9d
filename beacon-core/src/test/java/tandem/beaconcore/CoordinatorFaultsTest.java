package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.CoordinatorNetwork.Node;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.Status;
import tandem.crypto.BlsSignature;
import tandem.pairprotocol.Stage;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.store.StoreException;

/// Rows of pair-sync.md 8 and scenarios of 12, as the coordinator sees them.
class CoordinatorFaultsTest {
  private final CoordinatorNetwork network = new CoordinatorNetwork(5, 3, 24);

  @BeforeEach
  void startNetwork() {
    network.nodes.forEach(Node::start);
  }

  private Node first() {
    return network.nodes.getFirst();
  }

  @Test
  void r22ARestartedNodeGoesOnFromItsDatabaseAndAsksForNothingThatItHas() {
    network.runEpochs(6);
    Node node = network.nodes.get(1);
    long head = node.machine().head().slot();
    node.kill();
    network.runSlots(2);
    node.requests.clear();
    node.gwat.entries.clear();
    node.start();
    assertThat(node.machine().head().slot()).as("the last checkpoint").isLessThan(head - 8);
    network.runUntil(15_000, () -> node.stage() == Stage.WORKING);
    assertThat(node.requests)
        .filteredOn(PeerRequest.BlocksByRange.class::isInstance)
        .allSatisfy(request ->
            assertThat(((PeerRequest.BlocksByRange) request).startSlot()).isGreaterThan(head));
    network.runEpochs(2);
    network.assertAgreement();
    assertThat(node.gwat.finalizedSlot).isEqualTo(first().gwat.finalizedSlot);
  }

  @Test
  void allNodesMayBeKilledAtOnce() {
    network.runEpochs(4);
    network.nodes.forEach(Node::kill);
    network.runSlots(3);
    network.nodes.forEach(Node::start);
    network.runUntil(
        60_000, () -> network.nodes.stream().allMatch(node -> node.stage() == Stage.WORKING));
    long epoch = first().finalizedEpoch;
    network.runEpochs(5);
    assertThat(first().finalizedEpoch).isGreaterThan(epoch + 1);
    network.assertAgreement();
  }

  @Test
  void aCrashBeforeAnyWriteOfASyncIsSurvived() {
    network.runEpochs(5);
    Node late = network.addWatcher();
    int crashes = 0;
    for (int writes = 1; writes < 4_000 && crashes < 12; writes += 3) {
      try {
        late.start(new CuttingStore(late.memory, writes));
        network.runUntil(30_000, () -> late.stage() == Stage.WORKING);
      } catch (StoreException e) {
        crashes++;
        late.kill();
        continue;
      }
      break;
    }
    assertThat(crashes).isGreaterThan(2);
    late.kill();
    late.start();
    network.runUntil(30_000, () -> late.stage() == Stage.WORKING);
    network.runSlots(3);
    network.assertAgreement();
  }

  @Test
  void r23ANodeThatHearsNothingFallsBehindAndSyncsAgain() {
    network.runEpochs(3);
    Node deaf = network.addWatcher().start();
    network.runUntil(30_000, () -> deaf.stage() == Stage.WORKING);
    deaf.hears = false;
    long head = deaf.machine().head().slot();
    network.runEpochs(2);
    deaf.history.clear();
    network.runUntil(60_000, () -> deaf.history.contains(Stage.CHECKPOINT_SYNC));
    deaf.hears = true;
    network.runUntil(60_000, () -> deaf.stage() == Stage.WORKING);
    assertThat(deaf.history)
        .containsExactly(
            Stage.CHECKPOINT_SYNC,
            Stage.DAG_SYNC,
            Stage.HEAD_SYNC_READY,
            Stage.HEAD_SYNC,
            Stage.WORKING);
    assertThat(deaf.machine().head().slot()).isGreaterThan(head + 16);
    network.runSlots(3);
    network.assertAgreement();
  }

  @Test
  void r17APeerThatLiesAboutItsHeightHoldsNobodyUp() {
    network.runEpochs(5);
    Node liar = first();
    liar.forger =
        (request, honest) ->
            honest instanceof PeerAnswer.StatusIs(Status status)
                ? new PeerAnswer.StatusIs(
                    new Status(
                        status.forkDigest(),
                        Hash32.fromHex("31".repeat(32)),
                        4,
                        Hash32.fromHex("32".repeat(32)),
                        network.slot()))
                : new PeerAnswer.Blocks(List.of());
    Node late = network.addWatcher().start();
    network.runUntil(60_000, () -> late.stage() == Stage.WORKING);
    network.runSlots(2);
    assertThat(late.machine().head().slot()).isGreaterThanOrEqualTo(network.slot() - 2);
  }

  @Test
  void oneHonestPeerAmongLiarsIsEnough() {
    network.runEpochs(5);
    for (Node liar : List.of(network.nodes.get(1), network.nodes.get(2))) {
      liar.forger =
          (request, honest) ->
              honest instanceof PeerAnswer.StatusIs(Status status)
                  ? new PeerAnswer.StatusIs(
                      new Status(
                          status.forkDigest(),
                          Hash32.fromHex("31".repeat(32)),
                          4,
                          Hash32.fromHex("32".repeat(32)),
                          network.slot()))
                  : new PeerAnswer.Blocks(List.of());
    }
    Node late = network.addWatcher().start();
    network.runUntil(90_000, () -> late.stage() == Stage.WORKING);
    network.runSlots(2);
    assertThat(late.machine().head().slot()).isGreaterThanOrEqualTo(network.slot() - 2);
    assertThat(late.faultyFor).isEmpty();
  }

  @Test
  void aPeerWithInvalidBlocksIsLeftAndTheOthersAreAsked() {
    network.runEpochs(5);
    first().forger =
        (request, honest) -> {
          if (!(honest instanceof PeerAnswer.Blocks(List<SignedBeaconBlock> blocks))) {
            return honest;
          }
          List<SignedBeaconBlock> forged = new ArrayList<>(blocks);
          forged.replaceAll(block -> new SignedBeaconBlock(block.message(), BlsSignature.INFINITY));
          return new PeerAnswer.Blocks(forged);
        };
    Node late = network.addWatcher().start();
    network.runUntil(60_000, () -> late.stage() == Stage.WORKING);
    network.runSlots(2);
    network.assertAgreement();
  }

  @Test
  void aPeerWithHolesIsNotBlamedAndItsHolesAreFilledByOthers() {
    network.runEpochs(5);
    first().forger =
        (request, honest) ->
            honest instanceof PeerAnswer.Blocks(List<SignedBeaconBlock> blocks)
                ? new PeerAnswer.Blocks(blocks.stream().limit(3).toList())
                : honest;
    Node late = network.addWatcher().start();
    network.runUntil(60_000, () -> late.stage() == Stage.WORKING);
    network.runSlots(2);
    network.assertAgreement();
    assertThat(late.faultyFor).isEmpty();
  }

  @Test
  void aPeerOfAnotherNetworkIsLeftWithoutBlame() {
    network.runEpochs(1);
    first().forger =
        (request, honest) ->
            honest instanceof PeerAnswer.StatusIs(Status status)
                ? new PeerAnswer.StatusIs(
                    new Status(
                        Bytes.fromHex("01020304"),
                        status.finalizedRoot(),
                        status.finalizedEpoch(),
                        status.headRoot(),
                        status.headSlot()))
                : honest;
    Node late = network.addWatcher().start();
    network.runSlots(2);
    assertThat(late.disconnects).hasSize(1).first().asString().contains("01020304");
    assertThat(late.faultyFor).isEmpty();
  }

  @Test
  void aPeerWhoseFinalisedCheckpointContradictsOursIsLeft() {
    network.runEpochs(6);
    Node node = network.nodes.get(1);
    first().forger =
        (request, honest) ->
            honest instanceof PeerAnswer.StatusIs(Status status)
                ? new PeerAnswer.StatusIs(
                    new Status(
                        status.forkDigest(),
                        Hash32.fromHex("31".repeat(32)),
                        1,
                        status.headRoot(),
                        status.headSlot()))
                : honest;
    network.runEpochs(2);
    assertThat(node.disconnects).first().asString().contains("has finalised 31313131 in epoch 1");
    assertThat(node.faultyFor).isEmpty();
  }

  @Test
  void stepsBackToACheckpointThatGwatKnows() {
    network.runEpochs(6);
    Node late = network.addWatcher();
    late.gwat.knowsUpTo = 10;
    late.start();
    network.runUntil(120_000, () -> late.stage() == Stage.WORKING);
    assertThat(late.gwat.checkpoints.getLast().slot()).isLessThanOrEqualTo(10);
    assertThat(late.notes).anyMatch(note -> note.contains("stepped back"));
    assertThat(late.gwat.finalizedSlot).isGreaterThan(10);
  }

  @Test
  void aLinkThatIsDownLeadsBackToReadinessAndOn() {
    network.runEpochs(2);
    Node node = first();
    node.linkUp = false;
    network.runSlots(6);
    assertThat(node.stage()).isEqualTo(Stage.HEAD_SYNC_READY);
    node.linkUp = true;
    network.runUntil(12_000, () -> node.stage() == Stage.WORKING);
    network.runEpochs(2);
    network.assertAgreement();
  }

  @Test
  void aGwatThatIsReplacedByAnEmptyOneIsToldEverythingAgain() {
    network.runEpochs(5);
    Node node = first();
    ScriptedGwat before = node.gwat;
    node.gwat = new ScriptedGwat(CoordinatorNetwork.CHAIN_ID);
    network.runUntil(30_000, () -> node.gwat.stage == Stage.WORKING);
    network.runEpochs(1);
    assertThat(node.stage()).isEqualTo(Stage.WORKING);
    assertThat(node.gwat.finalizedSlot).isGreaterThan(before.finalizedSlot);
  }

  @Test
  void aPartitionHealsToOneHead() {
    network.runEpochs(3);
    Node alone = first();
    alone.hears = false;
    network.muted.add(alone);
    network.runEpochs(1);
    network.muted.clear();
    alone.hears = true;
    network.runEpochs(3);
    network.assertAgreement();
    assertThat(alone.stage()).isEqualTo(Stage.WORKING);
    assertThat(alone.depthMax).isPositive();
    for (Node node : network.nodes) {
      assertThat(node.gwat.finalizedSlot).isEqualTo(alone.gwat.finalizedSlot);
    }
  }

  @Test
  void aPartitionOfManyEpochsHealsToOneHeadAlthoughNobodyIsBehind() {
    network.runEpochs(2);
    Node alone = first();
    alone.hears = false;
    network.muted.add(alone);
    network.runEpochs(12);
    assertThat(alone.machine().head().slot()).as("it goes on alone").isGreaterThan(80);
    network.muted.clear();
    alone.hears = true;
    network.runEpochs(6);
    network.assertAgreement();
    assertThat(alone.stage()).isEqualTo(Stage.WORKING);
    assertThat(alone.finalizedEpoch).isGreaterThan(14);
  }

  @Test
  void afterADiskFullNothingIsDoneAnyMore() {
    network.runEpochs(1);
    Node node = first();
    List<BeaconNodeEffect> effects = new ArrayList<>();
    node.machine().handle(network.nowMs, new BeaconNodeEvent.DiskFull("no space"), effects::add);
    assertThat(effects).containsExactly(new BeaconNodeEffect.ExitDiskFull("no space"));
    effects.clear();
    node.machine().handle(network.nowMs + 5_000, new BeaconNodeEvent.Tick(), effects::add);
    assertThat(effects).isEmpty();
  }
}
