package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.crypto.Blst;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;
import tools.jackson.databind.JsonNode;

/// Committees, proposers and sync committees against another implementation.
class CommitteesTest {
  @ParameterizedTest
  @CsvSource({"minimal, 36", "mainnet, 36"})
  void listsAreShuffledAsByAnotherImplementation(String preset, int expected) throws Exception {
    int checked = 0;
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      int rounds = vectors.config(vectors.json("shuffling/meta.json")).shuffleRoundCount();
      JsonNode cases = vectors.json("shuffling/shuffling.json").get("compute_shuffled_index");
      for (JsonNode each : cases) {
        Hash32 seed = Hash32.fromHex(each.get("seed").asString());
        int count = each.get("count").asInt();
        int[] mapping = ints(each.get("mapping"));
        assertThat(Shuffling.shuffle(IntStream.range(0, count).toArray(), seed, rounds))
            .isEqualTo(mapping);
        for (int i = 0; i < count; i++) {
          assertThat(Shuffling.shuffledIndex(i, count, seed, rounds)).isEqualTo(mapping[i]);
        }
        checked++;
      }
    }
    assertThat(checked).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"minimal, 15", "mainnet, 3"})
  void dutiesAreThoseOfAnotherImplementation(String preset, int expected) throws Exception {
    int checked = 0;
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      BeaconConfig config = vectors.config(vectors.json("shuffling/meta.json"));
      Types types = new Types(config);
      for (JsonNode each : vectors.json("shuffling/shuffling.json").get("states")) {
        BeaconState state = types.beaconState().decode(vectors.bytes(each.get("state").asString()));
        assertThat(state.slot()).isEqualTo(each.get("slot").asLong());
        // With an empty memory, and with what it remembers of the first time.
        Committees committees = new Committees(config);
        for (int time = 0; time < 2; time++) {
          for (JsonNode epoch : each.get("epochs")) {
            checkEpoch(config, committees, state, epoch);
          }
          for (JsonNode proposer : each.get("proposers")) {
            assertThat(committees.proposer(state, proposer.get("slot").asLong()))
                .isEqualTo(proposer.get("index").asInt());
          }
        }
        checkSyncCommittee(state, state.currentSyncCommittee(), each.get("current_sync_committee"));
        checkSyncCommittee(state, state.nextSyncCommittee(), each.get("next_sync_committee"));
        checked++;
      }
      BeaconState genesis = types.beaconState().decode(vectors.bytes("genesis/genesis.ssz"));
      assertThat(new SyncCommittees(config, new Blst()).next(genesis))
          .isEqualTo(genesis.nextSyncCommittee());
    }
    assertThat(checked).isEqualTo(expected);
  }

  private static void checkEpoch(
      BeaconConfig config, Committees committees, BeaconState state, JsonNode epoch) {
    long number = epoch.get("epoch").asLong();
    StateReads reads = new StateReads(config);
    assertThat(reads.seed(state, number, Domain.BEACON_ATTESTER).toHex())
        .isEqualTo(epoch.get("attester_seed").asString());
    assertThat(reads.activeIndices(state, number)).isEqualTo(ints(epoch.get("active_indices")));
    assertThat(committees.committeesPerSlot(state, number))
        .isEqualTo(epoch.get("committees_per_slot").asInt());
    for (JsonNode slot : epoch.get("committees")) {
      long slotNumber = slot.get("slot").asLong();
      List<Integer> members = new ArrayList<>();
      for (int index = 0; index < slot.get("committees").size(); index++) {
        int[] committee = ints(slot.get("committees").get(index));
        assertThat(committees.committee(state, slotNumber, index)).isEqualTo(committee);
        assertThat(committees.offset(state, slotNumber, index)).isEqualTo(members.size());
        for (int place = 0; place < committee.length; place++) {
          assertThat(committees.assignment(state, number, committee[place]))
              .isEqualTo(new Committees.Assignment(slotNumber, index, place, committee.length));
          members.add(committee[place]);
        }
      }
      assertThat(committees.members(state, slotNumber))
          .isEqualTo(members.stream().mapToInt(i -> i).toArray());
    }
  }

  private static void checkSyncCommittee(
      BeaconState state, SyncCommittee committee, JsonNode indices) {
    ValidatorKeys keys = new ValidatorKeys();
    assertThat(committee.pubkeys().stream().mapToInt(key -> keys.indexOf(state, key)).toArray())
        .isEqualTo(ints(indices));
  }

  @Test
  void attestersAreTheMembersWhoseBitIsSet() {
    Network network = Network.ordered(64);
    int[] committee = network.committees().committee(network.genesis(), 3, 0);
    assertThat(committee).hasSize(8);
    AttestationData data = data(3, 0);
    assertThat(network.committees().attesters(network.genesis(), data, Bits.of(8, 1, 5)))
        .containsExactly(committee[1], committee[5]);
    assertThatThrownBy(() -> network.committees().attesters(network.genesis(), data, Bits.of(9, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("9 bits for a committee of 8");
    assertThatThrownBy(
            () -> network.committees().attesters(network.genesis(), data(3, -1), Bits.of(8, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("committee 18446744073709551615 of 1 in slot 3");
  }

  @Test
  void dutiesBeyondTheNextEpochAreNotKnown() {
    Network network = Network.ordered(64);
    network.committees().committee(network.genesis(), 15, 0);
    assertThatThrownBy(() -> network.committees().committee(network.genesis(), 16, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("committees of epoch 2 asked of a state of epoch 0");
    assertThatThrownBy(() -> network.committees().proposer(network.genesis(), 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the proposer of slot 8 asked of a state of slot 0");
  }

  /// Two blocks of one proposer for one slot, of which the second contains an exit: the reveal, and
  /// so the seed, does not depend on the rest of the block.
  @Test
  void branchesWithOneSeedAndDifferentValidatorsHaveTheirOwnCommittees() {
    Network network = Network.ordered(64);
    BeaconState first = network.genesis().copy();
    network.transition().processSlots(first, 17);
    BeaconState second = network.genesis().copy();
    network.transition().processSlots(second, 4);
    BeaconBlockHeader header = second.latestBlockHeader();
    second.setLatestBlockHeader(
        new BeaconBlockHeader(
            4, 0, header.parentRoot(), Hash32.ZERO, Network.spine(1) /* another body */));
    Validator leaving = second.validators().get(5);
    second.validators().set(5, leaving.withExit(2, 300));
    network.transition().processSlots(second, 17);
    assertThat(network.transition().reads().seed(first, 2, Domain.BEACON_ATTESTER))
        .isEqualTo(network.transition().reads().seed(second, 2, Domain.BEACON_ATTESTER));
    assertThat(network.committees().assignment(first, 2, 5)).isNotNull();
    assertThat(network.committees().assignment(second, 2, 5)).isNull();
    assertThat(network.committees().assignment(first, 2, 5)).isNotNull();
  }

  private static AttestationData data(long slot, long index) {
    Checkpoint none = new Checkpoint(0, Hash32.ZERO);
    return new AttestationData(slot, index, Hash32.ZERO, none, none);
  }

  private static int[] ints(JsonNode numbers) {
    int[] ints = new int[numbers.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = numbers.get(i).asInt();
    }
    return ints;
  }
}
