package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.crypto.Bls;
import tandem.crypto.Blst;
import tandem.crypto.SignatureSet;
import tandem.ssz.SszException;
import tools.jackson.databind.JsonNode;

/// Single operations, valid and invalid, against another implementation.
class OperationVectorsTest {
  private static final String WRONG_SIGNATURE = "a signature is wrong";

  /// What a refusal says, by kind and name.
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("attestation/invalid_bits_too_long", "bits for the committee"),
          Map.entry("attestation/invalid_bits_too_short", "bits for the committee"),
          Map.entry("attestation/invalid_committee_index", "attestation of committee"),
          Map.entry("attestation/invalid_extra_bit", WRONG_SIGNATURE),
          Map.entry("attestation/invalid_no_bits_set", "without attesters"),
          Map.entry("attestation/invalid_signature", WRONG_SIGNATURE),
          Map.entry("attestation/invalid_source", "attestation with source"),
          Map.entry("attestation/invalid_source_root", "attestation with source"),
          Map.entry("attestation/invalid_target_epoch", "target epoch"),
          Map.entry("attestation/invalid_too_early", "in a block of slot"),
          Map.entry("attestation/invalid_too_old", "in a block of slot"),
          Map.entry("attester_slashing/invalid_already_slashed", "nobody to slash"),
          Map.entry("attester_slashing/invalid_disjoint", "nobody to slash"),
          Map.entry("attester_slashing/invalid_duplicate_indices", "out of order"),
          Map.entry("attester_slashing/invalid_empty_indices", "without attesters"),
          Map.entry("attester_slashing/invalid_index_out_of_range", "there are "),
          Map.entry("attester_slashing/invalid_not_active", "nobody to slash"),
          Map.entry("attester_slashing/invalid_not_slashable", "do not contradict"),
          Map.entry("attester_slashing/invalid_same_data", "do not contradict"),
          Map.entry("attester_slashing/invalid_signature_1", WRONG_SIGNATURE),
          Map.entry("attester_slashing/invalid_signature_2", WRONG_SIGNATURE),
          Map.entry("attester_slashing/invalid_surrounded_order", "do not contradict"),
          Map.entry("attester_slashing/invalid_unsorted_indices", "out of order"),
          Map.entry("block_header/invalid_parent_root", "block parent"),
          Map.entry("block_header/invalid_proposer_slashed", "is slashed"),
          Map.entry("block_header/invalid_second_block_in_slot", "is not above"),
          Map.entry("block_header/invalid_slot", "the state is at slot"),
          Map.entry("block_header/invalid_wrong_proposer", "the proposer of slot"),
          Map.entry("deposit/invalid_count_node", "leads to the root"),
          Map.entry("deposit/invalid_data", "leads to the root"),
          Map.entry("deposit/invalid_index", "leads to the root"),
          Map.entry("deposit/invalid_proof", "leads to the root"),
          Map.entry("proposer_slashing/invalid_already_slashed", "cannot be slashed"),
          Map.entry("proposer_slashing/invalid_index_out_of_range", "there are "),
          Map.entry("proposer_slashing/invalid_not_active", "cannot be slashed"),
          Map.entry("proposer_slashing/invalid_proposers_differ", "with proposers"),
          Map.entry("proposer_slashing/invalid_same_headers", "twice the same header"),
          Map.entry("proposer_slashing/invalid_signature_1", WRONG_SIGNATURE),
          Map.entry("proposer_slashing/invalid_signature_2", WRONG_SIGNATURE),
          Map.entry("proposer_slashing/invalid_slots_differ", "with slots"),
          Map.entry("proposer_slashing/invalid_withdrawable", "cannot be slashed"),
          Map.entry("sync_aggregate/invalid_empty_not_infinity", "sync aggregate of nobody"),
          Map.entry("sync_aggregate/invalid_extra_bit", WRONG_SIGNATURE),
          Map.entry("sync_aggregate/invalid_infinity_with_bits", WRONG_SIGNATURE),
          Map.entry("sync_aggregate/invalid_missing_bit", WRONG_SIGNATURE),
          Map.entry("sync_aggregate/invalid_signature", WRONG_SIGNATURE),
          Map.entry("voluntary_exit/invalid_already_exiting", "exits in epoch"),
          Map.entry("voluntary_exit/invalid_future_epoch", "this is epoch"),
          Map.entry("voluntary_exit/invalid_index_out_of_range", "there are "),
          Map.entry("voluntary_exit/invalid_not_active", "is not active"),
          Map.entry("voluntary_exit/invalid_signature", WRONG_SIGNATURE),
          Map.entry("voluntary_exit/invalid_too_early", "active since"));

  private static final Bls BLS = new Blst();

  @ParameterizedTest
  @CsvSource({"minimal, 40, 52", "mainnet, 13, 16"})
  void operationsAreValidOrInvalidForTheSameReason(String preset, int valid, int invalid)
      throws Exception {
    int accepted = 0;
    int refused = 0;
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      for (String kind : vectors.folders("operations")) {
        for (String name : vectors.folders("operations/" + kind)) {
          String folder = "operations/" + kind + "/" + name;
          JsonNode meta = vectors.json(folder + "/meta.json");
          BeaconConfig config = vectors.config(meta);
          Types types = new Types(config);
          BeaconState state = types.beaconState().decode(vectors.bytes(folder + "/pre.ssz"));
          byte[] operation = vectors.bytes(folder + "/" + kind + ".ssz");
          if (meta.get("expected").asString().equals("valid")) {
            process(kind, new Rules(config, types, BLS), state, operation);
            assertThat(state.encode()).as(folder).isEqualTo(vectors.bytes(folder + "/post.ssz"));
            accepted++;
          } else {
            Throwable refusal =
                catchThrowable(
                    () -> process(kind, new Rules(config, types, BLS), state, operation));
            assertThat(refusal)
                .as(folder + " " + meta.get("reason"))
                .isInstanceOfAny(InvalidBlockException.class, SszException.class)
                .hasMessageContaining(
                    REASONS.getOrDefault(kind + "/" + name, "no reason for " + name));
            refused++;
          }
        }
      }
    }
    assertThat(accepted).isEqualTo(valid);
    assertThat(refused).isEqualTo(invalid);
  }

  private static void process(String kind, Rules rules, BeaconState state, byte[] ssz)
      throws InvalidBlockException {
    List<SignatureSet> sets = new ArrayList<>();
    BlockProcessing processing = new BlockProcessing(rules, state, sets);
    Types types = rules.types();
    switch (kind) {
      case "proposer_slashing" -> processing.proposerSlashing(types.proposerSlashing().decode(ssz));
      case "attester_slashing" -> processing.attesterSlashing(types.attesterSlashing().decode(ssz));
      case "attestation" -> processing.attestation(types.attestation().decode(ssz));
      case "deposit" -> processing.deposit(types.deposit().decode(ssz));
      case "voluntary_exit" -> processing.voluntaryExit(types.signedVoluntaryExit().decode(ssz));
      case "sync_aggregate" -> processing.syncAggregate(types.syncAggregate().decode(ssz));
      case "block_header" -> processing.header(types.beaconBlock().decode(ssz));
      default -> throw new AssertionError("there is no operation " + kind);
    }
    InvalidBlockException.check(BLS.verifyAll(sets), WRONG_SIGNATURE);
  }
}
