package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tandem.beaconspec.StateTransition.Signatures;
import tandem.crypto.SignatureSet;
import tandem.primitives.Hash32;

/// A network by the rules `ordered` from its genesis on, with real signatures.
class OrderedNetworkTest {
  private static final int SLOTS = 44;
  private final Network network = Network.ordered(64);

  @Test
  void everybodyTogetherFinalisesBlocksAndSpines() throws InvalidBlockException {
    BeaconState state = network.genesis().copy();
    List<Attestation> attestations = List.of();
    List<Hash32> finalized = new ArrayList<>();
    for (int slot = 1; slot <= SLOTS; slot++) {
      SignedBeaconBlock block = network.block(state, slot, attestations, candidates(state, slot));
      network.apply(state, block);
      assertThat(block.message().stateRoot()).isEqualTo(state.hashTreeRoot());
      finalized.addAll(state.finalizing());
      attestations = network.attestations(state, slot, validator -> true);
      // Each slot adds a spine; the third supported list with it is that of two slots later.
      int confirmed = Math.max(0, slot - 3);
      assertThat(state.finalizing())
          .isEqualTo(confirmed == 0 ? List.of() : List.of(Network.spine(confirmed)));
      assertThat(state.lastFinalizedSpine()).isEqualTo(Network.spine(confirmed));
      assertThat(state.spineVotes().size()).isEqualTo(Math.min(slot, 3));
    }
    assertThat(finalized).hasSize(SLOTS - 3).doesNotHaveDuplicates();
    assertThat(state.finalizedCheckpoint().epoch()).isEqualTo(3);
    assertThat(state.currentJustifiedCheckpoint().epoch()).isEqualTo(4);
    // What travels and what is stored leads to the same root.
    BeaconState decoded = network.types().beaconState().decode(state.encode());
    assertThat(decoded.hashTreeRoot()).isEqualTo(state.hashTreeRoot());
    assertThat(decoded.encode()).isEqualTo(state.encode());
  }

  /// Spines after the last finalised one, as gwat would name them.
  private static List<Hash32> candidates(BeaconState state, int slot) {
    List<Hash32> candidates = new ArrayList<>();
    for (int i = 1; i <= slot; i++) {
      candidates.add(Network.spine(i));
      if (Network.spine(i).equals(state.lastFinalizedSpine())) {
        candidates.clear();
      }
    }
    return candidates;
  }

  @Test
  void withoutTwoThirdsNothingIsFinalised() throws InvalidBlockException {
    BeaconState state = network.genesis().copy();
    List<Attestation> attestations = List.of();
    for (int slot = 1; slot <= 20; slot++) {
      network.apply(state, network.block(state, slot, attestations, candidates(state, slot)));
      // 5 of the 8 members.
      Set<Integer> voters =
          Arrays.stream(network.committees().committee(state, slot, 0))
              .limit(5)
              .boxed()
              .collect(Collectors.toSet());
      attestations = network.attestations(state, slot, voters::contains);
    }
    assertThat(state.lastFinalizedSpine()).isEqualTo(Network.GWAT_GENESIS);
    assertThat(state.currentJustifiedCheckpoint().epoch()).isZero();
    assertThat(state.spineVotes().size()).isEqualTo(20);
  }

  @Test
  void skippedSlotsCostNothingButTime() throws InvalidBlockException {
    BeaconState state = network.genesis().copy();
    List<Attestation> attestations = List.of();
    for (int slot = 1; slot <= 12; slot += 2) {
      network.apply(state, network.block(state, slot, attestations, candidates(state, slot)));
      attestations = network.attestations(state, slot, validator -> true);
    }
    assertThat(state.lastFinalizedSpine()).isEqualTo(Network.spine(5));
  }

  @Test
  void everySignatureOfABlockIsVerified() throws InvalidBlockException {
    BeaconState state = network.genesis().copy();
    network.apply(state, network.block(state, 1, List.of(), List.of()));
    List<Attestation> attestations = network.attestations(state, 1, validator -> true);
    SignedBeaconBlock block = network.block(state, 2, attestations, List.of(Network.spine(1)));
    List<SignatureSet> sets = network.transition().signatureSets(state, block);
    // Proposer, randao, attestation, sync aggregate.
    assertThat(sets).hasSize(4);
    SignedBeaconBlock wrong = new SignedBeaconBlock(block.message(), sets.get(1).signature());
    assertThatThrownBy(() -> network.apply(state.copy(), wrong))
        .isInstanceOf(InvalidBlockException.class)
        .hasMessageStartingWith("signature ");
    network.transition().apply(state.copy(), wrong, Signatures.NONE);
    network.apply(state.copy(), block);
  }

  @Test
  void aFailingBlockLeavesTheStateOfWhichACopyWasGiven() throws InvalidBlockException {
    BeaconState state = network.genesis().copy();
    network.apply(state, network.block(state, 1, List.of(), List.of()));
    Hash32 before = state.hashTreeRoot();
    SignedBeaconBlock block = network.block(state, 9, List.of(), List.of(Network.spine(1)));
    BeaconBlock message = block.message();
    BeaconBlock wrong =
        new BeaconBlock(
            message.slot(),
            message.proposerIndex(),
            message.parentRoot(),
            Hash32.ZERO,
            message.body());
    assertThatThrownBy(() ->
            network
                .transition()
                .apply(
                    state.copy(),
                    new SignedBeaconBlock(wrong, block.signature()),
                    Signatures.NONE,
                    true))
        .isInstanceOf(InvalidBlockException.class)
        .hasMessageStartingWith("block state root ");
    assertThat(state.hashTreeRoot()).isEqualTo(before);
    assertThat(network.transition().postStateRoot(state, wrong)).isEqualTo(message.stateRoot());
    assertThat(state.hashTreeRoot()).isEqualTo(before);
  }
}
