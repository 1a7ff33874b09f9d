package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.crypto.BlsPublicKey;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
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

  /// A round trip would not see two fields of one type that are exchanged on both ways.
  @ParameterizedTest
  @CsvSource({"minimal, 250", "mainnet, 90"})
  void fieldsHaveTheValuesOfAnotherImplementation(String preset, int expected) throws Exception {
    int checked = 0;
    try (AltairVectors vectors = AltairVectors.open(preset)) {
      for (String name : vectors.folders("ssz")) {
        if (NOT_OURS.contains(name)) {
          continue;
        }
        JsonNode meta = vectors.json("ssz/" + name + "/meta.json");
        SszType<Object> type = type(new Types(vectors.config(meta)), name);
        for (JsonNode each : meta.get("cases")) {
          if (each.has("value")) {
            String file = "ssz/" + name + "/" + each.get("file").asString();
            JsonValues.assertEqual(file, type.decode(vectors.bytes(file)), each.get("value"));
            checked++;
          }
        }
      }
    }
    assertThat(checked).isEqualTo(expected);
  }

  /// Of these the files leave out the bytes, which are all zero but for offsets.
  @Test
  void defaultValuesOfMainnetHaveTheirRoots() throws Exception {
    try (AltairVectors vectors = AltairVectors.open("mainnet")) {
      Types types = new Types(BeaconConfig.mainnet());
      List<Hash32> zeros = Collections.nCopies(8_192, Hash32.ZERO);
      assertDefault(vectors, types.historicalBatch(), new HistoricalBatch(zeros, zeros));
      BlsPublicKey none = BlsPublicKey.of(new byte[BlsPublicKey.LENGTH]);
      SyncCommittee committee = new SyncCommittee(Collections.nCopies(512, none), none);
      BeaconState state = new BeaconState(BeaconConfig.mainnet(), types, committee);
      Bytes version = Bytes.fromHex("00000000");
      state.setFork(new Fork(version, version, 0));
      assertDefault(vectors, types.beaconState(), state);
    }
  }

  private static <T> void assertDefault(AltairVectors vectors, SszType<T> type, T value) {
    for (JsonNode each : vectors.json("ssz/" + type + "/meta.json").get("cases")) {
      if (!each.has("file")) {
        assertThat(type.encode(value)).hasSize(each.get("length").asInt());
        assertThat(type.hashTreeRoot(value).toHex()).isEqualTo(each.get("root").asString());
        return;
      }
    }
    throw new AssertionError("no default value of " + type);
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
  void aStateOfTheOrderedRulesKeepsItsThreeFields() {
    BeaconConfig config = BeaconConfig.ordered(1337, Address.ZERO);
    Types types = new Types(config);
    BlsPublicKey none = BlsPublicKey.of(new byte[BlsPublicKey.LENGTH]);
    SyncCommittee committee = new SyncCommittee(Collections.nCopies(512, none), none);
    BeaconState state = new BeaconState(config, types, committee);
    Hash32 empty = state.hashTreeRoot();
    Hash32 spine = Hash32.fromHex("11".repeat(32));
    state.spineVotes().append(new SpineVote(5, List.of(spine), Bits.of(9, 1, 8)));
    state.setLastFinalizedSpine(spine);
    state.setFinalizing(List.of(spine, Hash32.ZERO));
    BeaconState decoded = types.beaconState().decode(state.encode());
    assertThat(decoded.spineVotes().toList()).isEqualTo(state.spineVotes().toList());
    assertThat(decoded.lastFinalizedSpine()).isEqualTo(spine);
    assertThat(decoded.finalizing()).containsExactly(spine, Hash32.ZERO);
    assertThat(decoded.hashTreeRoot()).isEqualTo(state.hashTreeRoot()).isNotEqualTo(empty);
    List<String> names =
        types.beaconState().fieldRoots(state).stream().map(each -> each.split(" ")[0]).toList();
    assertThat(names)
        .hasSize(27)
        .endsWith("next_sync_committee", "spine_votes", "last_finalized_spine", "finalizing");
  }

  /// Without the three fields their values are not encoded, but a mistake in one state must not
  /// become one of all.
  @Test
  void statesOfPlainAltairShareNothingThatCanBeChanged() throws Exception {
    try (AltairVectors vectors = AltairVectors.open("minimal")) {
      Types types = new Types(BeaconConfig.minimal());
      byte[] bytes = vectors.bytes("genesis/genesis.ssz");
      BeaconState state = types.beaconState().decode(bytes);
      state.spineVotes().append(new SpineVote(5, List.of(), Bits.zero(1)));
      assertThat(types.beaconState().decode(bytes).spineVotes().size()).isZero();
    }
  }

  @Test
  void aConfigurationIsReadAsItWasWritten() {
    BeaconConfig config =
        BeaconConfig.ordered(1337, Address.ZERO)
            .with("SLOTS_PER_EPOCH", 8)
            .with("SECONDS_PER_SLOT", 2);
    assertThat(BeaconConfig.parse(config.toJson())).isEqualTo(config);
    assertThat(config).isNotEqualTo(config.with("SECONDS_PER_SLOT", 1));
    assertThatThrownBy(() -> config.with("SECONDS_PER_SLOTH", 1))
        .hasMessage("there is no setting SECONDS_PER_SLOTH");
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
        "\"RULES\" | \"RULES | no JSON",
        "\"SLOTS_PER_EPOCH\" : 32 | \"SLOTS_PER_EPOCH\" : 32, \"SLOTS_PER_EPOCH\" : 8 | no JSON",
        "\"SLOTS_PER_EPOCH\" : 32 | \"SLOTS_PER_EPOCH\" : 32.5 | SLOTS_PER_EPOCH is no whole",
        "\"SLOTS_PER_EPOCH\" : 32 | \"SLOTS_PER_EPOCH\" : null | SLOTS_PER_EPOCH is no whole",
        "\"SLOTS_PER_EPOCH\" : 32 | \"SLOTS_PER_EPOCH\" : 12 | SLOTS_PER_HISTORICAL_ROOT is 8192",
        "\"SLOTS_PER_EPOCH\" : 32 | \"SLOTS_PER_EPOCH\" : 99999999999999999999 | SLOTS_PER",
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

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "7", "{}{}", "{}", "{} x"})
  void whatIsNoConfigurationIsRefused(String json) {
    assertThatThrownBy(() -> BeaconConfig.parse(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aConfigurationThatIsLongOrDeepOrFollowedByMoreIsRefused() {
    String good =
        new String(BeaconConfig.ordered(1, Address.ZERO).toJson(), StandardCharsets.UTF_8);
    for (String json : List.of("[".repeat(60_000), " ".repeat(70_000), good + "{}", good + "x")) {
      assertThatThrownBy(() -> BeaconConfig.parse(json.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .hasSizeLessThan(1_000);
    }
  }

  @SuppressWarnings("unchecked") // Tests only encode what they decoded.
  private static SszType<Object> type(Types types, String name) throws Exception {
    String own = OTHER_NAMES.getOrDefault(name, name);
    String method = Character.toLowerCase(own.charAt(0)) + own.substring(1);
    return (SszType<Object>) Types.class.getMethod(method).invoke(types);
  }
}
