package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `process_spines` against vectors of an independent implementation, and against a slow one.
class SpineVotingTest {
  private static final Network NETWORK = Network.ordered(100);
  private static final int RANDOM_CASES = 3_000;

  @Test
  void decisionsAreThoseOfTheVectors() throws IOException {
    JsonNode cases = cases();
    for (JsonNode each : cases) {
      Hash32 last = Hash32.fromHex(each.get("lastFinalizedSpine").asString());
      List<SpineVote> votes = new ArrayList<>();
      List<SpineVote> supported = new ArrayList<>();
      for (JsonNode item : each.get("items")) {
        SpineVote vote =
            new SpineVote(item.get("slot").asLong(), spines(item.get("candidates")), Bits.zero(0));
        votes.add(vote);
        if (SpineVoting.isSupported(item.get("support").asLong(), item.get("total").asLong())) {
          supported.add(vote);
        }
      }
      List<Hash32> finalizing = SpineVoting.decide(supported, last, each.get("required").asInt());
      assertThat(finalizing).isEqualTo(spines(each.get("finalizing")));
      Hash32 newLast = finalizing.isEmpty() ? last : finalizing.getLast();
      assertThat(newLast.toHex()).endsWith(each.get("newLastFinalizedSpine").asString());
      List<SpineVote> trimmed =
          SpineVoting.trim(votes, newLast, each.get("slot").asLong(), each.get("window").asInt());
      assertThat(trimmed).hasSize(each.get("itemsAfterTrim").size());
      for (int i = 0; i < trimmed.size(); i++) {
        JsonNode item = each.get("itemsAfterTrim").get(i);
        assertThat(trimmed.get(i).slot()).isEqualTo(item.get("slot").asLong());
        assertThat(trimmed.get(i).candidates()).isEqualTo(spines(item.get("candidates")));
      }
    }
    assertThat(cases.size()).isEqualTo(600);
  }

  @Test
  void decidesAsTheSlowImplementationDoes() throws InvalidBlockException {
    long seed = 20261125;
    Random random = new Random(seed);
    int finalized = 0;
    int counted = 0;
    BeaconState base = randomState(random);
    for (int i = 0; i < RANDOM_CASES; i++) {
      BeaconState state = base.copy();
      randomVotes(state, random);
      List<Attestation> attestations = randomAttestations(state, random);
      List<Hash32> candidates = random.nextInt(4) == 0 ? List.of() : randomSpines(random);
      SlowSpineVoting slow = slow(state);
      SlowSpineVoting.Chain chain = chain(state);
      slow.process(chain, state.slot(), attestations.stream().map(this::vote).toList(), candidates);
      List<SpineVote> before = state.spineVotes().toList();
      new SpineVoting(NETWORK.rules(), state).process(attestations, candidates);
      assertThat(state.finalizing()).as("seed %d case %d", seed, i).isEqualTo(slow.finalizing);
      assertThat(state.lastFinalizedSpine()).isEqualTo(slow.lastFinalizedSpine);
      assertThat(state.spineVotes().toList())
          .as("seed %d case %d", seed, i)
          .isEqualTo(slow.items.stream().map(SpineVotingTest::vote).toList());
      if (i % 100 == 0) {
        BeaconState decoded = NETWORK.types().beaconState().decode(state.encode());
        assertThat(state.hashTreeRoot()).isEqualTo(decoded.hashTreeRoot());
      }
      finalized += state.finalizing().isEmpty() ? 0 : 1;
      counted +=
          state.spineVotes().size() > 0 && !before.equals(state.spineVotes().toList()) ? 1 : 0;
    }
    // The cases are such that both outcomes are common.
    assertThat(finalized).isBetween(RANDOM_CASES / 10, RANDOM_CASES * 9 / 10);
    assertThat(counted).isGreaterThan(RANDOM_CASES / 2);
  }

  /// With fewer validators than slots some slots have nobody: a list that nobody could support must
  /// not be finalised by proposers alone.
  @Test
  void aSlotWithoutMembersSupportsNothing() {
    assertThat(SpineVoting.isSupported(0, 0)).isFalse();
    assertThat(SpineVoting.isSupported(2, 3)).isTrue();
    assertThat(SpineVoting.isSupported(1, 2)).isFalse();
  }

  @Test
  void aCandidateThatOccursTwiceMakesTheBlockInvalid() {
    BeaconState state = NETWORK.genesis().copy();
    NETWORK.transition().processSlots(state, 3);
    List<Hash32> twice = List.of(Network.spine(1), Network.spine(2), Network.spine(1));
    assertThatThrownBy(() -> new SpineVoting(NETWORK.rules(), state).process(List.of(), twice))
        .isInstanceOf(InvalidBlockException.class)
        .hasMessage("block with spine candidate %s twice", Network.spine(1));
  }

  @Test
  void theListOfVotesNeverOutgrowsItsWindow() throws InvalidBlockException {
    BeaconState state = NETWORK.genesis().copy();
    for (int slot = 1; slot <= 200; slot++) {
      NETWORK.transition().processSlots(state, slot);
      new SpineVoting(NETWORK.rules(), state).process(List.of(), List.of(Network.spine(slot)));
      assertThat(state.spineVotes().size()).isEqualTo(Math.min(slot, 64));
    }
  }

  /// A state of slot 150 with 8 slots an epoch, in which every block root is another and balances
  /// differ.
  private static BeaconState randomState(Random random) {
    BeaconState state = NETWORK.genesis().copy();
    NETWORK.transition().processSlots(state, 150);
    for (int slot = 0; slot < 150; slot++) {
      byte[] root = new byte[32];
      random.nextBytes(root);
      state.blockRoots().set(slot, Hash32.of(root));
    }
    for (int i = 0; i < state.validators().size(); i++) {
      long balance = 1_000_000_000L * (1 + random.nextInt(32));
      state.validators().set(i, state.validators().get(i).withEffectiveBalance(balance));
    }
    return state;
  }

  private static void randomVotes(BeaconState state, Random random) {
    state.setLastFinalizedSpine(Network.spine(random.nextInt(5)));
    List<SpineVote> votes = new ArrayList<>();
    int count = random.nextInt(10);
    TreeSet<Long> slots = new TreeSet<>();
    while (slots.size() < count) {
      long age = random.nextInt(5) == 0 ? random.nextInt(70) : random.nextInt(12);
      slots.add(Math.max(1, state.slot() - 1 - age));
    }
    for (long slot : slots) {
      int members = NETWORK.committees().members(state, slot).length;
      Bits bits = Bits.zero(members);
      int share = random.nextInt(3) == 0 ? random.nextInt(5) : 4;
      for (int place = 0; place < members; place++) {
        bits = random.nextInt(4) < share ? bits.with(place) : bits;
      }
      votes.add(new SpineVote(slot, randomSpines(random), bits));
    }
    state.spineVotes().replaceAll(votes);
  }

  /// Parts of one sequence, now and then with another end.
  private static List<Hash32> randomSpines(Random random) {
    int from = 1 + random.nextInt(3);
    int count = 1 + random.nextInt(6);
    List<Hash32> spines = new ArrayList<>();
    int branch = 0;
    for (int i = from; i < from + count; i++) {
      branch = random.nextInt(20) == 0 ? 100 : branch;
      spines.add(Network.spine(branch + i));
    }
    return spines;
  }

  private static List<Attestation> randomAttestations(BeaconState state, Random random) {
    List<Attestation> attestations = new ArrayList<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      long slot = state.slot() - 1 - random.nextInt(8);
      int index =
          random.nextInt(
              NETWORK.committees().committeesPerSlot(state, NETWORK.config().epochAt(slot)));
      int members = NETWORK.committees().committee(state, slot, index).length;
      Bits bits = Bits.of(members, random.nextInt(members));
      for (int place = 0; place < members; place++) {
        bits = random.nextBoolean() ? bits.with(place) : bits;
      }
      long rootOf = random.nextInt(5) == 0 ? slot - 1 : slot;
      Hash32 root = NETWORK.transition().reads().blockRootAt(state, rootOf);
      Checkpoint none = new Checkpoint(0, Hash32.ZERO);
      attestations.add(
          new Attestation(
              bits, new AttestationData(slot, index, root, none, none), BlsSignature.EMPTY));
    }
    return attestations;
  }

  private static SlowSpineVoting slow(BeaconState state) {
    List<SlowSpineVoting.Item> items = new ArrayList<>();
    for (SpineVote vote : state.spineVotes().toList()) {
      List<Integer> members =
          Arrays.stream(NETWORK.committees().members(state, vote.slot())).boxed().toList();
      Set<Integer> participants = new HashSet<>();
      vote.participation().stream().forEach(participants::add);
      items.add(new SlowSpineVoting.Item(vote.slot(), vote.candidates(), members, participants));
    }
    return new SlowSpineVoting(3, 64, state.lastFinalizedSpine(), items);
  }

  private static SlowSpineVoting.Chain chain(BeaconState state) {
    return new SlowSpineVoting.Chain() {
      @Override
      public Hash32 blockRoot(long slot) {
        return state.blockRoots().get((int) slot);
      }

      @Override
      public List<List<Integer>> committees(long slot) {
        List<List<Integer>> committees = new ArrayList<>();
        int count = NETWORK.committees().committeesPerSlot(state, NETWORK.config().epochAt(slot));
        for (int i = 0; i < count; i++) {
          committees.add(
              Arrays.stream(NETWORK.committees().committee(state, slot, i)).boxed().toList());
        }
        return committees;
      }

      @Override
      public long effectiveBalance(int validator) {
        return state.validators().get(validator).effectiveBalance();
      }
    };
  }

  private SlowSpineVoting.Vote vote(Attestation attestation) {
    Set<Integer> voters = new HashSet<>();
    attestation.aggregationBits().stream().forEach(voters::add);
    AttestationData data = attestation.data();
    return new SlowSpineVoting.Vote(
        data.slot(), (int) data.index(), data.beaconBlockRoot(), voters);
  }

  private static SpineVote vote(SlowSpineVoting.Item item) {
    int[] places = item.participants().stream().mapToInt(i -> i).toArray();
    return new SpineVote(item.slot(), item.candidates(), Bits.of(item.members().size(), places));
  }

  private static JsonNode cases() throws IOException {
    try (InputStream in = SpineVotingTest.class.getResourceAsStream("spine-votes.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in).readAllBytes());
    }
  }

  private static List<Hash32> spines(JsonNode hashes) {
    List<Hash32> spines = new ArrayList<>();
    hashes.forEach(each -> spines.add(Hash32.fromHex(each.asString())));
    return spines;
  }
}
