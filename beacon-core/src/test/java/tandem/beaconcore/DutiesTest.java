package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.GossipMessage.Aggregate;
import tandem.beaconcore.GossipMessage.Block;
import tandem.beaconcore.GossipMessage.Contribution;
import tandem.beaconcore.GossipMessage.SingleAttestation;
import tandem.beaconcore.GossipMessage.SyncMessage;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.pairprotocol.BlockRef;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

class DutiesTest {
  private static final Hash32 SPINE = Hash32.fromHex("0a".repeat(32));
  private static final Hash32 OTHER_SPINE = Hash32.fromHex("0b".repeat(32));

  private final DutyNetwork network = new DutyNetwork();
  private final DutyNode node = network.node(0, DutyNetwork.VALIDATORS);

  // Proposing.

  @Test
  void proposesOnceAtTheStartOfASlot() {
    node.at(network.startMs(1));
    node.at(network.startMs(1) + 100);
    node.at(network.startMs(1) + 1_900);
    assertThat(node.published(Block.class)).hasSize(1);
    assertThat(node.chain.headSlot()).isEqualTo(1);
  }

  @Test
  void proposesLateInASlotWhoseStartWasMissed() {
    node.at(network.startMs(1) + 1_500);
    assertThat(node.published(Block.class)).hasSize(1);
  }

  @Test
  void leavesASlotAloneThatHasPassed() {
    node.at(network.startMs(1));
    node.at(network.startMs(5));
    assertThat(blocks()).extracting(block -> block.message().slot()).containsExactly(1L, 5L);
  }

  @Test
  void proposesNothingForAnothersSlotAndNothingInSlotZero() {
    DutyNode without = network.node(0, 0);
    without.at(network.startMs(1));
    assertThat(without.published).isEmpty();
    node.at(network.startMs(0));
    assertThat(node.published(Block.class)).isEmpty();
  }

  @Test
  void doesNothingInAnyStageButWorking() {
    for (Stage stage : Stage.values()) {
      if (stage != Stage.WORKING) {
        node.context.stage = stage;
        node.at(network.startMs(1));
        node.at(network.twoThirdsMs(1));
      }
    }
    assertThat(node.published).isEmpty();
    assertThat(node.calls).isEmpty();
  }

  @Test
  void putsGwatsCandidatesIntoTheBlockUpToTwoSlotsBefore() {
    offer(SPINE, OTHER_SPINE);
    node.at(network.startMs(5));
    assertThat(node.calls).contains(new LinkRequest.GetCandidates(3));
    assertThat(blocks().getLast().message().body().spineCandidates())
        .containsExactly(SPINE, OTHER_SPINE);
  }

  @Test
  void asksForNoCandidatesInTheFirstSlots() {
    offer(SPINE);
    node.at(network.startMs(1));
    assertThat(node.calls).noneMatch(LinkRequest.GetCandidates.class::isInstance);
    assertThat(blocks().getLast().message().body().spineCandidates()).isEmpty();
  }

  @Test
  void aRepeatedOrOverlongOfferOfGwatDoesNotSpoilTheBlock() {
    Hash32[] many = new Hash32[300];
    for (int i = 0; i < many.length; i++) {
      byte[] hash = new byte[32];
      hash[0] = (byte) (i / 2);
      many[i] = Hash32.of(hash);
    }
    offer(many);
    node.at(network.startMs(5));
    assertThat(blocks().getLast().message().body().spineCandidates())
        .hasSize(128)
        .doesNotHaveDuplicates();
  }

  @Test
  void proposesWithoutCandidatesWhenGwatDoesNotAnswerInTime() {
    node.gwat = _ -> null;
    node.at(network.startMs(5));
    assertThat(node.published(Block.class)).isEmpty();
    node.at(network.startMs(5) + 800);
    assertThat(blocks()).hasSize(1);
    assertThat(blocks().getLast().message().body().spineCandidates()).isEmpty();
    assertThat(node.calls.stream().filter(LinkRequest.GetCandidates.class::isInstance)).hasSize(1);
  }

  @Test
  void proposesWithoutCandidatesWhenTheLinkIsDown() {
    node.gwat = _ -> new LinkOutcome.Down("gone");
    node.at(network.startMs(5));
    assertThat(blocks()).hasSize(1);
  }

  @Test
  void tellsTheStagesThatGwatLeftWorking() {
    node.gwat = _ -> refused(Reason.SYNCHRONIZATION);
    node.at(network.startMs(5));
    assertThat(node.gwatLeft).isTrue();
  }

  @Test
  void anotherRefusalIsNoReasonToLeaveWorking() {
    node.gwat = _ -> refused(Reason.BUSY);
    node.at(network.startMs(5));
    node.at(network.thirdMs(5));
    assertThat(node.gwatLeft).isFalse();
  }

  @Test
  void buildsOnTheHeadThatIsThereWhenGwatHasAnswered() {
    node.gwat = _ -> null;
    node.at(network.startMs(5));
    SignedBeaconBlock late = blockOfAnotherNode(4);
    node.receive(network.startMs(5) + 200, late);
    node.at(network.startMs(5) + 800);
    assertThat(blocks().getLast().message().parentRoot()).isEqualTo(node.chain.root(late));
  }

  @Test
  void doesNotProposeBesideABlockOfTheSlot() {
    SignedBeaconBlock theirs = blockOfAnotherNode(5);
    node.receive(network.startMs(5), theirs);
    node.at(network.startMs(5) + 100);
    assertThat(node.published(Block.class)).isEmpty();
  }

  @Test
  void signsNothingWhenTheRecordCannotBeWritten() {
    node.store.close();
    assertThatThrownBy(() -> node.at(network.startMs(5))).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> node.at(network.thirdMs(5))).isInstanceOf(RuntimeException.class);
    assertThat(node.published).isEmpty();
  }

  @Test
  void proposesNoSecondBlockAfterACrashInTheMiddleOfASlot() {
    node.at(network.startMs(5));
    DutyNode restarted = network.node(0, DutyNetwork.VALIDATORS, node.store.copy());
    restarted.gwat = offering(SPINE);
    restarted.at(network.startMs(5) + 1_000);
    assertThat(restarted.published(Block.class)).isEmpty();
    restarted.at(network.startMs(6));
    assertThat(restarted.published(Block.class)).hasSize(1);
  }

  @Test
  void votesForTheGwatBlockThatIsOneFollowDistanceBeforeTheVotingPeriod() {
    // Periods of 32 slots, 64 s; block n has time genesis + 4 n.
    node.gwat =
        request -> {
          if (request instanceof LinkRequest.ReadBlock(Long number)) {
            long found = number == null ? 32 : number;
            return new LinkOutcome.Answered(new LinkResponse.Block(gwatBlock(found)));
          }
          return DutyNode.agreeable(request);
        };
    node.at(network.startMs(33));
    assertThat(blocks().getLast().message().body().eth1Data())
        .as("nothing is old enough, so what the state says")
        .isEqualTo(network.genesis.eth1Data());
    node.at(network.startMs(64));
    node.at(network.startMs(65));
    var vote = blocks().getLast().message().body().eth1Data();
    assertThat(vote.blockHash()).isEqualTo(gwatBlock(16).hash());
    assertThat(vote.depositCount()).isZero();
  }

  private static BlockRef gwatBlock(long number) {
    byte[] hash = new byte[32];
    hash[0] = (byte) number;
    return new BlockRef(Hash32.of(hash), number, number * 2, DutyNetwork.GENESIS_S + 4 * number);
  }

  // Attesting.

  @Test
  void attestsWhenTheBlockOfTheSlotIsThere() {
    node.at(network.startMs(1));
    node.at(network.startMs(1) + 10);
    List<SingleAttestation> votes = node.published(SingleAttestation.class);
    assertThat(votes).hasSize(DutyNetwork.VALIDATORS / 8);
    assertThat(votes)
        .allMatch(
            vote -> vote.attestation().data().beaconBlockRoot().equals(node.chain.headRoot()));
  }

  @Test
  void attestsAtAThirdOfASlotWithoutABlock() {
    DutyNode voter = voter();
    voter.at(network.startMs(1));
    voter.at(network.thirdMs(1) - 10);
    assertThat(voter.published(SingleAttestation.class)).isEmpty();
    voter.at(network.thirdMs(1));
    voter.at(network.thirdMs(1) + 100);
    assertThat(voter.published(SingleAttestation.class)).isNotEmpty();
    assertThat(voter.published(SingleAttestation.class))
        .allMatch(
            vote -> vote.attestation().data().beaconBlockRoot().equals(voter.chain.genesisRoot));
  }

  @Test
  void everyValidatorAttestsOnceAnEpoch() {
    for (long slot = 0; slot < 8; slot++) {
      for (int ms = 0; ms < 2_000; ms += 100) {
        node.at(network.startMs(slot) + ms);
      }
    }
    List<SingleAttestation> votes = node.published(SingleAttestation.class);
    assertThat(votes).hasSize(DutyNetwork.VALIDATORS).doesNotHaveDuplicates();
  }

  @Test
  void attestsLateInASlotWhoseThirdWasMissed() {
    DutyNode voter = voter();
    voter.at(network.startMs(1) + 1_900);
    assertThat(voter.published(SingleAttestation.class)).isNotEmpty();
  }

  @Test
  void votesForTheSameAgainOrNotAtAllAfterACrash() {
    DutyNode voter = voter();
    voter.at(network.thirdMs(1));
    DutyNode restarted = network.node(8, 16, voter.store.copy());
    restarted.receive(network.thirdMs(1) + 100, blockOfAnotherNode(1));
    restarted.at(network.thirdMs(1) + 200);
    assertThat(restarted.published(SingleAttestation.class)).as("another head now").isEmpty();
    DutyNode again = network.node(8, 16, voter.store.copy());
    again.at(network.thirdMs(1) + 300);
    assertThat(again.published(SingleAttestation.class))
        .as("the very same votes")
        .isEqualTo(voter.published(SingleAttestation.class));
  }

  @Test
  void asksGwatBeforeItVotesForABlockWithCandidates() {
    SignedBeaconBlock block = blockOfAnotherNode(5, SPINE);
    DutyNode voter = network.node(0, 16);
    voter.receive(network.startMs(5), block);
    assertThat(voter.calls).contains(new LinkRequest.ValidateSpines(List.of(SPINE)));
    assertThat(roots(voter)).containsOnly(voter.chain.root(block));
  }

  @Test
  void asksGwatOnceABlock() {
    DutyNode voter = network.node(0, 16);
    SignedBeaconBlock block = blockOfAnotherNode(5, SPINE);
    voter.receive(network.startMs(5), block);
    voter.gwat = offering();
    for (long slot = 6; slot < 9; slot++) {
      voter.at(network.thirdMs(slot));
    }
    assertThat(voter.calls.stream().filter(LinkRequest.ValidateSpines.class::isInstance))
        .hasSize(1);
  }

  @Test
  void votesForTheNearestAncestorThatGwatAccepts() {
    SignedBeaconBlock accepted = blockOfAnotherNode(4, OTHER_SPINE);
    SignedBeaconBlock refused = childOf(accepted, 5, SPINE);
    DutyNode voter = network.node(0, 16);
    voter.gwat =
        request ->
            request instanceof LinkRequest.ValidateSpines(List<Hash32> spines)
                ? new LinkOutcome.Answered(new LinkResponse.Verdict(!spines.contains(SPINE)))
                : DutyNode.agreeable(request);
    voter.receive(network.startMs(4), accepted);
    voter.published.clear();
    voter.receive(network.startMs(5), refused);
    assertThat(voter.published(SingleAttestation.class))
        .as("there is time until a third of the slot")
        .isEmpty();
    voter.at(network.thirdMs(5));
    assertThat(roots(voter)).containsOnly(voter.chain.root(accepted));
  }

  @Test
  void understandsAGwatThatRefusesInsteadOfSayingNo() {
    SignedBeaconBlock block = blockOfAnotherNode(5, SPINE);
    DutyNode voter = network.node(0, 16);
    voter.gwat =
        answering(
            new LinkResponse.Refused(LinkError.ofMessage(Reason.UNKNOWN_SPINE, "spine not found")));
    voter.receive(network.startMs(5), block);
    voter.at(network.thirdMs(5));
    assertThat(roots(voter)).containsOnly(voter.chain.genesisRoot);
    assertThat(voter.notes).anyMatch(note -> note.contains("does not accept"));
  }

  @Test
  void takesBackARefusalWhenGwatHasTheSpineAtAThirdOfTheSlot() {
    SignedBeaconBlock block = blockOfAnotherNode(5, SPINE);
    DutyNode voter = network.node(0, 16);
    voter.gwat = answering(new LinkResponse.Verdict(false));
    voter.receive(network.startMs(5), block);
    voter.gwat = DutyNode::agreeable;
    voter.at(network.thirdMs(5));
    assertThat(roots(voter)).containsOnly(voter.chain.root(block));
  }

  @Test
  void makesNoAttestationWhileGwatIsAwayAndSaysSoOnceAMinute() {
    DutyNode voter = network.node(0, 16);
    SignedBeaconBlock block = blockOfAnotherNode(5, SPINE);
    voter.gwat = _ -> new LinkOutcome.Down("connection refused");
    voter.receive(network.startMs(5), block);
    for (long ms = network.startMs(5); ms < network.startMs(6); ms += 100) {
      voter.at(ms);
    }
    assertThat(voter.published(SingleAttestation.class)).isEmpty();
    assertThat(voter.notes.stream().filter(note -> note.startsWith("no attestations"))).hasSize(1);
  }

  @Test
  void attestsInTheSameSlotWhenGwatIsBack() {
    DutyNode voter = network.node(0, 16);
    SignedBeaconBlock block = blockOfAnotherNode(5, SPINE);
    voter.gwat = _ -> null;
    voter.receive(network.startMs(5), block);
    voter.gwat = DutyNode::agreeable;
    voter.at(network.startMs(5) + 700);
    voter.at(network.startMs(5) + 1_000);
    assertThat(roots(voter)).containsOnly(voter.chain.root(block));
  }

  @Test
  void trustsTheCandidatesOfItsOwnBlock() {
    offer(SPINE);
    node.at(network.startMs(5));
    node.at(network.startMs(5) + 10);
    assertThat(node.published(SingleAttestation.class)).isNotEmpty();
    assertThat(node.calls).noneMatch(LinkRequest.ValidateSpines.class::isInstance);
  }

  // Aggregating and the sync committee.

  @Test
  void aggregatesAtTwoThirdsOncePerCommittee() {
    node.at(network.startMs(1));
    node.at(network.twoThirdsMs(1) - 10);
    assertThat(node.published(Aggregate.class)).isEmpty();
    node.at(network.twoThirdsMs(1));
    node.at(network.twoThirdsMs(1) + 100);
    assertThat(node.published(Aggregate.class)).hasSize(1);
    assertThat(
            node.published(Aggregate.class)
                .getFirst()
                .aggregate()
                .message()
                .aggregate()
                .aggregationBits()
                .count())
        .isEqualTo(DutyNetwork.VALIDATORS / 8);
  }

  @Test
  void everyMemberOfTheSyncCommitteeSignsTheHeadOnceASubcommittee() {
    for (int ms = 0; ms < 2_000; ms += 100) {
      node.at(network.startMs(1) + ms);
    }
    List<SyncMessage> messages = node.published(SyncMessage.class);
    Set<SyncMessage> different = new HashSet<>(messages);
    assertThat(different).hasSameSizeAs(messages);
    assertThat(
            messages.stream()
                .map(message -> message.message().validatorIndex())
                .collect(Collectors.toSet()))
        .hasSize(DutyNetwork.VALIDATORS);
    assertThat(messages)
        .allMatch(message -> message.message().beaconBlockRoot().equals(node.chain.headRoot()));
  }

  @Test
  void contributesOnceASubcommitteeAtTwoThirds() {
    for (int ms = 0; ms < 2_000; ms += 100) {
      node.at(network.startMs(1) + ms);
    }
    List<Long> subcommittees =
        node.published(Contribution.class).stream()
            .map(message -> message.contribution().message().contribution().subcommitteeIndex())
            .toList();
    assertThat(subcommittees).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void theNextBlockCarriesWhatWasSignedInTheSlotBefore() {
    for (int ms = 0; ms < 2_000; ms += 100) {
      node.at(network.startMs(1) + ms);
    }
    node.at(network.startMs(2));
    var body = blocks().getLast().message().body();
    assertThat(body.syncAggregate().syncCommitteeBits().count())
        .isEqualTo(network.config.syncCommitteeSize());
    assertThat(body.attestations()).hasSize(1);
    node.at(network.startMs(3));
    assertThat(blocks().getLast().message().body().attestations())
        .as("nothing is included twice")
        .allMatch(vote -> vote.data().slot() == 2);
  }

  private DutyNode voter() {
    return network.node(8, 16);
  }

  private SignedBeaconBlock blockOfAnotherNode(long slot, Hash32... candidates) {
    DutyNode other = network.node(0, DutyNetwork.VALIDATORS);
    other.gwat = offering(candidates);
    other.at(network.startMs(slot));
    return other.published(Block.class).getFirst().block();
  }

  private SignedBeaconBlock childOf(SignedBeaconBlock parent, long slot, Hash32... candidates) {
    DutyNode other = network.node(0, DutyNetwork.VALIDATORS);
    other.receive(network.startMs(parent.message().slot()) + 1_000, parent);
    other.gwat = offering(candidates);
    other.at(network.startMs(slot));
    return other.published(Block.class).getLast().block();
  }

  private List<SignedBeaconBlock> blocks() {
    return node.published(Block.class).stream().map(Block::block).toList();
  }

  private static Set<Hash32> roots(DutyNode voter) {
    return voter.published(SingleAttestation.class).stream()
        .map(vote -> vote.attestation().data().beaconBlockRoot())
        .collect(Collectors.toSet());
  }

  private void offer(Hash32... candidates) {
    node.gwat = offering(candidates);
  }

  private static Function<LinkRequest, LinkOutcome> offering(Hash32... candidates) {
    return request ->
        request instanceof LinkRequest.GetCandidates
            ? new LinkOutcome.Answered(new LinkResponse.Candidates(List.of(candidates)))
            : DutyNode.agreeable(request);
  }

  private static Function<LinkRequest, LinkOutcome> answering(LinkResponse response) {
    return _ -> new LinkOutcome.Answered(response);
  }

  private static LinkOutcome refused(Reason reason) {
    return new LinkOutcome.Answered(
        new LinkResponse.Refused(LinkError.of(reason, Stage.WORKING, 1_000)));
  }
}
