package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.beaconspec.StateTransition.Signatures;
import tandem.crypto.Blst;
import tandem.ssz.SszException;
import tools.jackson.databind.JsonNode;

/// Whole transitions against states of another implementation: all of its chains, with every
/// signature and every state root.
class TransitionVectorsTest {
  /// What a refusal says, by the name of the block that is invalid.
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("invalid_attestation_signature", "signature "),
          Map.entry("invalid_block_signature", "signature "),
          Map.entry("invalid_block_signature_domain", "signature "),
          Map.entry("invalid_deposit_order", "leads to the root"),
          Map.entry("invalid_missing_one_deposit", "with 1 deposits where 2 are due"),
          Map.entry("invalid_older_slot", "is below the state's slot"),
          Map.entry("invalid_randao_epoch", "signature "),
          Map.entry("invalid_slashed_and_exit", "exits in epoch"),
          Map.entry("invalid_too_many_attestations", "129 elements"),
          Map.entry("invalid_too_many_attester_slashings", "3 elements"),
          Map.entry("invalid_too_many_exits", "17 elements"),
          Map.entry("invalid_too_many_proposer_slashings", "17 elements"),
          Map.entry("invalid_trailing_byte", "SignedBeaconBlock"),
          Map.entry("invalid_truncated", "SignedBeaconBlock"),
          Map.entry("invalid_duplicate_attester_slashing", "nobody to slash"),
          Map.entry("invalid_duplicate_exit", "exits in epoch"),
          Map.entry("invalid_duplicate_proposer_slashing", "cannot be slashed"),
          Map.entry("invalid_missing_deposits", "with 0 deposits where 2 are due"),
          Map.entry("invalid_parent_root", "block parent "),
          Map.entry("invalid_randao", "signature "),
          Map.entry("invalid_same_slot", "is not above the parent's slot"),
          Map.entry("invalid_slashed_proposer", "is slashed"),
          Map.entry("invalid_state_root", "block state root "),
          Map.entry("invalid_sync_aggregate", "signature "),
          Map.entry("invalid_unexpected_deposit", "with 1 deposits where 0 are due"),
          Map.entry("invalid_wrong_proposer", "block proposer "),
          Map.entry("invalid_zero_state_root", "block state root "));

  @ParameterizedTest
  @CsvSource({"minimal, 15", "mainnet, 9"})
  void slotsWithoutBlocksLeadToTheSameStates(String preset, int expected) throws Exception {
    int checked = 0;
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      JsonNode meta = vectors.json("slots/meta.json");
      Fixture fixture = new Fixture(vectors.config(meta));
      BeaconState pre = fixture.state(vectors.bytes("slots/pre.ssz"));
      assertThat(pre.hashTreeRoot().toHex()).isEqualTo(meta.get("pre_root").asString());
      for (JsonNode each : meta.get("states")) {
        BeaconState state = pre.copy();
        fixture.transition.processSlots(state, each.get("slot").asLong());
        assertThat(state.hashTreeRoot().toHex()).isEqualTo(each.get("root").asString());
        checkFinality(state, each);
        if (each.has("file")) {
          byte[] file = vectors.bytes("slots/" + each.get("file").asString());
          assertThat(state.encode()).isEqualTo(file);
        }
        checked++;
      }
      assertThat(pre.hashTreeRoot().toHex()).isEqualTo(meta.get("pre_root").asString());
    }
    assertThat(checked).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "minimal, chain_full",
    "minimal, chain_partial",
    "minimal, chain_partial_2",
    "minimal, chain_leak",
    "minimal, chain_operations",
    "minimal, chain_many",
    "mainnet, chain_full",
    "mainnet, chain_partial"
  })
  void chainsLeadToTheSameStates(String preset, String chain) throws Exception {
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      JsonNode meta = vectors.json(chain + "/meta.json");
      Fixture fixture = new Fixture(vectors.config(meta));
      BeaconState state = fixture.state(vectors.bytes(chain + "/pre.ssz"));
      int epoch = 0;
      for (JsonNode each : meta.get("blocks")) {
        SignedBeaconBlock block =
            fixture
                .types
                .signedBeaconBlock()
                .decode(vectors.bytes(chain + "/blocks_" + each.get("n").asInt() + ".ssz"));
        JsonNode epochs = meta.get("epochs");
        while (epoch < epochs.size()
            && epochs.get(epoch).get("slot").asLong() <= block.message().slot()) {
          fixture.transition.processSlots(state, epochs.get(epoch).get("slot").asLong());
          assertThat(state.hashTreeRoot().toHex())
              .as("slot %d", state.slot())
              .isEqualTo(epochs.get(epoch).get("root").asString());
          checkFinality(state, epochs.get(epoch));
          epoch++;
        }
        assertThat(fixture.transition.postStateRoot(state, block.message()).toHex())
            .isEqualTo(each.get("post_state_root").asString());
        fixture.transition.apply(state, block, Signatures.ALL);
        assertThat(fixture.types.beaconBlock().hashTreeRoot(block.message()).toHex())
            .isEqualTo(each.get("root").asString());
        assertThat(state.hashTreeRoot().toHex())
            .as("slot %d", state.slot())
            .isEqualTo(each.get("post_state_root").asString());
      }
      fixture.transition.processSlots(state, meta.get("post_slot").asLong());
      checkFinality(state, meta.get("final"));
      assertThat(state.encode()).isEqualTo(vectors.bytes(chain + "/post.ssz"));
    }
  }

  @Test
  void thereAreAsManyBlocksAsTheVectorsSay() throws Exception {
    try (AltairVectors minimal = AltairVectors.open("minimal");
        AltairVectors mainnet = AltairVectors.open("mainnet")) {
      assertThat(blocks(minimal)).isEqualTo(875);
      assertThat(blocks(mainnet)).isEqualTo(301);
    }
  }

  private static int blocks(AltairVectors vectors) {
    int blocks = 0;
    for (String folder : vectors.folders()) {
      if (folder.startsWith("chain_")) {
        blocks += vectors.json(folder + "/meta.json").get("blocks").size();
      }
    }
    return blocks;
  }

  @ParameterizedTest
  @CsvSource({"minimal, 5, 27", "mainnet, 4, 16"})
  void blocksAreValidOrInvalidForTheSameReason(String preset, int valid, int invalid)
      throws Exception {
    int accepted = 0;
    int refused = 0;
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      for (String name : vectors.folders("blocks")) {
        String folder = "blocks/" + name;
        JsonNode meta = vectors.json(folder + "/meta.json");
        Fixture fixture = new Fixture(vectors.config(meta));
        BeaconState state = fixture.state(vectors.bytes(folder + "/pre.ssz"));
        byte[] ssz = vectors.bytes(folder + "/blocks_0.ssz");
        if (meta.get("expected").asString().equals("valid")) {
          fixture.apply(state, ssz);
          assertThat(state.encode()).as(name).isEqualTo(vectors.bytes(folder + "/post.ssz"));
          accepted++;
        } else {
          Throwable refusal = catchThrowable(() -> fixture.apply(state, ssz));
          assertThat(refusal)
              .as(name + " " + meta.get("reason"))
              .isInstanceOfAny(InvalidBlockException.class, SszException.class)
              .hasMessageContaining(REASONS.getOrDefault(name, "no reason for " + name));
          refused++;
        }
      }
    }
    assertThat(accepted).isEqualTo(valid);
    assertThat(refused).isEqualTo(invalid);
  }

  private static void checkFinality(BeaconState state, JsonNode expected) {
    assertThat(state.previousJustifiedCheckpoint().epoch())
        .isEqualTo(expected.get("previous_justified_epoch").asLong());
    assertThat(state.currentJustifiedCheckpoint().epoch())
        .isEqualTo(expected.get("current_justified_epoch").asLong());
    assertThat(state.finalizedCheckpoint().epoch())
        .isEqualTo(expected.get("finalized_epoch").asLong());
    for (int i = 0; i < 4; i++) {
      assertThat(state.justificationBits().get(i))
          .isEqualTo(expected.get("justification_bits").get(i).asInt() == 1);
    }
  }

  /// A transition that remembers nothing of other tests.
  static final class Fixture {
    final BeaconConfig config;
    final Types types;
    final StateTransition transition;

    Fixture(BeaconConfig config) {
      this.config = config;
      this.types = new Types(config);
      this.transition = new StateTransition(config, types, new Blst());
    }

    void apply(BeaconState state, byte[] ssz) throws InvalidBlockException {
      transition.apply(state, types.signedBeaconBlock().decode(ssz), Signatures.ALL);
    }

    BeaconState state(byte[] ssz) {
      return types.beaconState().decode(ssz);
    }
  }
}
