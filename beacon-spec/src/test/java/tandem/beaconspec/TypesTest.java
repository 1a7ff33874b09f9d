package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;
import tandem.ssz.SszException;
import tandem.ssz.SszType;
import tools.jackson.databind.JsonNode;

/// The containers against bytes and roots of another implementation.
class TypesTest {
  /// Of other forks, or not used by this program.
  private static final List<String> NOT_OURS =
      List.of("ENRForkID", "Eth1Block", "MetaDataV1", "PendingAttestation");

  private static final Map<String, String> OTHER_NAMES =
      Map.of("BeaconBlocksByRangeRequest", "BlocksByRangeRequest", "MetaDataV2", "Metadata");

  private static final long SEED = 811;

  @ParameterizedTest
  @CsvSource({"minimal, 307", "mainnet, 134"})
  void encodingAndRootsAreThoseOfAnotherImplementation(String preset, int expected)
      throws Exception {
    int checked = 0;
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      for (String name : vectors.folders("ssz")) {
        if (NOT_OURS.contains(name)) {
          continue;
        }
        JsonNode meta = vectors.json("ssz/" + name + "/meta.json");
        SszType<Object> type = type(new Types(vectors.config(meta)), name);
        for (JsonNode each : meta.get("cases")) {
          if (!each.has("file")) {
            // A large default value, of which only the root is given.
            continue;
          }
          String file = "ssz/" + name + "/" + each.get("file").asString();
          byte[] bytes = vectors.bytes(file);
          Object value = type.decode(bytes);
          assertThat(type.encode(value)).as(file).isEqualTo(bytes);
          assertThat(type.hashTreeRoot(value).toHex())
              .as(file)
              .isEqualTo(each.get("root").asString());
          checked++;
        }
      }
    }
    assertThat(checked).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "mainnet"})
  void whatAnotherImplementationRefusesIsRefused(String preset) throws Exception {
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      JsonNode meta = vectors.json("ssz_malformed/meta.json");
      Types types = new Types(vectors.config(meta));
      for (JsonNode each : meta.get("cases")) {
        byte[] bytes = vectors.bytes("ssz_malformed/" + each.get("file").asString());
        SszType<Object> type = type(types, each.get("type").asString());
        assertThatThrownBy(() -> type.decode(bytes))
            .as(each.toString())
            .isInstanceOf(SszException.class)
            .hasMessageContaining(" at byte ");
      }
      assertThat(meta.get("cases").size()).isEqualTo(42);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "mainnet"})
  void eachFieldOfTheGenesisStateHasItsRoot(String preset) throws Exception {
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      JsonNode meta = vectors.json("genesis/meta.json");
      Types types = new Types(vectors.config(meta));
      byte[] bytes = vectors.bytes("genesis/genesis.ssz");
      BeaconState state = types.beaconState().decode(bytes);
      JsonNode roots = meta.get("field_roots");
      List<String> expected =
          roots.propertyNames().stream()
              .map(name -> name + " " + roots.get(name).asString())
              .toList();
      assertThat(types.beaconState().fieldRoots(state)).isEqualTo(expected);
      assertThat(state.hashTreeRoot().toHex()).isEqualTo(meta.get("state_root").asString());
      assertThat(state.encode()).isEqualTo(bytes);
      assertThat(state.validators().size()).isEqualTo(64);
    }
  }

  @Test
  void aCopyOfAStateDoesNotSeeChangesAndHasItsOwnRoot() throws Exception {
    try (AltairVectors vectors = AltairVectors.open("minimal")) {
      Types types = new Types(vectors.config(vectors.json("genesis/meta.json")));
      BeaconState state = types.beaconState().decode(vectors.bytes("genesis/genesis.ssz"));
      Hash32 root = state.hashTreeRoot();
      BeaconState copy = state.copy();
      copy.setSlot(7);
      copy.balances().set(3, 5);
      copy.randaoMixes().set(1, Hash32.fromHex("77".repeat(32)));
      copy.currentEpochParticipation().set(2, 7);
      assertThat(state.hashTreeRoot()).isEqualTo(root);
      assertThat(state.balances().get(3)).isNotEqualTo(5);
      // From scratch the copy's root is the same as with what it remembered.
      assertThat(types.beaconState().decode(copy.encode()).hashTreeRoot())
          .isEqualTo(copy.hashTreeRoot())
          .isNotEqualTo(root);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SignedBeaconBlock", "SignedAggregateAndProof", "BeaconState", "Status"})
  void changedBytesGiveTheSameBytesAgainOrAreRefused(String name) throws Exception {
    SplittableRandom chance = new SplittableRandom(SEED);
    try (AltairVectors vectors = AltairVectors.open("minimal")) {
      SszType<Object> type = type(new Types(BeaconConfig.minimal()), name);
      byte[] seed = vectors.bytes("ssz/" + name + "/0.ssz");
      for (int i = 0; i < 3_000; i++) {
        byte[] bytes = seed.clone();
        for (int changes = 1 + chance.nextInt(3); changes > 0; changes--) {
          // Offsets are in front.
          int at =
              chance.nextInt(chance.nextBoolean() ? Math.min(256, bytes.length) : bytes.length);
          bytes[at] = (byte) chance.nextInt(256);
        }
        if (chance.nextInt(4) == 0) {
          bytes = Arrays.copyOf(bytes, chance.nextInt(bytes.length * 2));
        }
        try {
          assertThat(type.encode(type.decode(bytes)))
              .as("seed %d, try %d", SEED, i)
              .isEqualTo(bytes);
        } catch (SszException refused) {
          assertThat(refused).hasMessageContaining(" at byte ");
        }
      }
    }
  }

  @Test
  void theOrderedRulesAddTheirFieldsAndNothingElse() {
    BeaconConfig ordered = BeaconConfig.ordered(1337, Address.ZERO);
    Types types = new Types(ordered);
    SpineVote vote = new SpineVote(5, List.of(Hash32.fromHex("11".repeat(32))), Bits.of(9, 1, 8));
    assertThat(types.spineVote().decode(types.spineVote().encode(vote))).isEqualTo(vote);
    assertThat(ordered.secondsPerSlot()).isEqualTo(4);
    assertThat(ordered.slotsPerEpoch()).isEqualTo(32);
    assertThat(ordered.depositChainId()).isEqualTo(1337);
    assertThat(ordered.maxSpines()).isEqualTo(128);
  }

  @Test
  void aConfigurationIsReadAsItWasWritten() {
    BeaconConfig config =
        BeaconConfig.ordered(1337, Address.ZERO)
            .with("SLOTS_PER_EPOCH", 8)
            .with("SECONDS_PER_SLOT", 2);
    assertThat(BeaconConfig.parse(config.toJson())).isEqualTo(config);
    assertThat(config).isNotEqualTo(config.with("SECONDS_PER_SLOT", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"SLOTS_PER_EPOCH\" : 32 | \"SLOTS_PER_EPOCH\" : 0 | SLOTS_PER_EPOCH is 0",
        "\"SLOTS_PER_EPOCH\" : 32 | \"SLOTS_PER_EPOCH\" : \"x\" | SLOTS_PER_EPOCH is no whole",
        "\"SLOTS_PER_EPOCH\" : 32 | \"SLOTS_PER_EPOK\" : 32 | SLOTS_PER_EPOCH is missing",
        "\"RULES\" : \"ordered\" | \"RULES\" : \"v0.6\" | RULES is",
        "\"RULES\" : \"ordered\" | \"RULES\" : \"ordered\", \"X\" : 1 | no setting X",
        "\"0x54000001\" | \"0x5400\" | ALTAIR_FORK_VERSION is",
        "\"RULES\" | \"RULES | no JSON"
      })
  void aWrongConfigurationIsRefusedWithASentence(String part, String wrong, String sentence) {
    String json =
        new String(BeaconConfig.ordered(1, Address.ZERO).toJson(), StandardCharsets.UTF_8);
    assertThat(json).contains(part);
    assertThatThrownBy(
            () -> BeaconConfig.parse(json.replace(part, wrong).getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @SuppressWarnings("unchecked") // Tests only encode what they decoded.
  private static SszType<Object> type(Types types, String name) throws Exception {
    String own = OTHER_NAMES.getOrDefault(name, name);
    String method = Character.toLowerCase(own.charAt(0)) + own.substring(1);
    return (SszType<Object>) Types.class.getMethod(method).invoke(types);
  }
}
