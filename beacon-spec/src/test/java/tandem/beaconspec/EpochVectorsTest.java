package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.crypto.Blst;
import tools.jackson.databind.JsonNode;

/// The end of an epoch on random states, step by step, against another implementation.
class EpochVectorsTest {
  @ParameterizedTest
  @CsvSource({"minimal, 40", "mainnet, 3"})
  void everyStepLeadsToTheSameState(String preset, int expected) throws Exception {
    int checked = 0;
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      for (String name : vectors.folders("epoch")) {
        String folder = "epoch/" + name;
        JsonNode meta = vectors.json(folder + "/meta.json");
        BeaconConfig config = vectors.config(meta);
        Types types = new Types(config);
        BeaconState state = types.beaconState().decode(vectors.bytes(folder + "/pre.ssz"));
        assertThat(state.hashTreeRoot().toHex()).isEqualTo(meta.get("pre_root").asString());
        BeaconState whole = state.copy();
        EpochProcessing[] epoch = new EpochProcessing[1];
        StateTransition transition = new StateTransition(config, types, new Blst());
        for (JsonNode each : meta.get("steps")) {
          String step = each.get("step").asString();
          switch (step) {
            case "process_slot" -> {
              transition.processSlot(state);
              epoch[0] = new EpochProcessing(new Rules(config, types, new Blst()), state);
            }
            case "justification_and_finalization" -> epoch[0].justificationAndFinalization();
            case "inactivity_updates" -> epoch[0].inactivityUpdates();
            case "rewards_and_penalties" -> epoch[0].rewardsAndPenalties();
            case "registry_updates" -> epoch[0].registryUpdates();
            case "slashings" -> epoch[0].slashings();
            case "eth1_data_reset" -> epoch[0].eth1DataReset();
            case "effective_balance_updates" -> epoch[0].effectiveBalanceUpdates();
            case "slashings_reset" -> epoch[0].slashingsReset();
            case "randao_mixes_reset" -> epoch[0].randaoMixesReset();
            case "historical_roots_update" -> epoch[0].historicalRootsUpdate();
            case "participation_flag_updates" -> epoch[0].participationFlagUpdates();
            case "sync_committee_updates" -> epoch[0].syncCommitteeUpdates();
            case "slot + 1" -> state.setSlot(state.slot() + 1);
            default -> throw new AssertionError("there is no step " + step);
          }
          assertThat(state.hashTreeRoot().toHex())
              .as(name + " " + step)
              .isEqualTo(each.get("root").asString());
        }
        byte[] post = vectors.bytes(folder + "/post.ssz");
        assertThat(state.encode()).as(name).isEqualTo(post);
        transition.processSlots(whole, meta.get("to_slot").asLong());
        assertThat(whole.encode()).as(name).isEqualTo(post);
        checked++;
      }
    }
    assertThat(checked).isEqualTo(expected);
  }
}
