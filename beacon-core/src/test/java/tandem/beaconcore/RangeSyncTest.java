package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.beaconcore.RangeSync.Ask;
import tandem.beaconcore.RangeSync.Candidate;
import tandem.beaconcore.RangeSync.Limits;
import tandem.beaconcore.RangeSync.Linked;
import tandem.primitives.Hash32;

class RangeSyncTest {
  private static final Limits LIMITS = new Limits(8, 4, 2, 1_000);
  private static final PeerKey A = new PeerKey("a");
  private static final PeerKey B = new PeerKey("b");

  /// A chain with holes; `root(0)` is the genesis that the node has.
  private final List<Linked<String>> chain = new ArrayList<>();

  private RangeSyncTest() {
    long parent = 0;
    for (long slot = 1; slot <= 100; slot++) {
      if (slot % 7 != 0 && (slot < 40 || slot > 60)) {
        chain.add(new Linked<>(slot, root(slot), root(parent), "block " + slot));
        parent = slot;
      }
    }
  }

  @Test
  void asksAWindowOfRangesFromSeveralPeersAndNoMore() {
    RangeSync<String> sync = new RangeSync<>(LIMITS, 0, 0, 100, 0);
    List<Ask> asks = sync.plan(0, honest(A, B));
    assertThat(asks).hasSize(4).extracting(Ask::fromSlot).containsExactly(1L, 9L, 17L, 25L);
    assertThat(asks).filteredOn(ask -> ask.peer().equals(A)).hasSize(2);
    assertThat(sync.plan(0, honest(A, B))).isEmpty();
  }

  @Test
  void importsInOrderWhateverTheOrderOfAnswers() {
    RangeSync<String> sync = new RangeSync<>(LIMITS, 0, 0, 100, 0);
    List<Ask> asks = sync.plan(0, honest(A, B));
    sync.received(asks.get(1).id(), answer(asks.get(1)));
    assertThat(sync.ready()).isEmpty();
    sync.received(asks.get(0).id(), answer(asks.get(0)));
    assertThat(sync.ready().orElseThrow().fromSlot()).isEqualTo(1);
  }

  @Test
  void aRequestThatIsOverdueGoesToAnotherPeer() {
    RangeSync<String> sync = new RangeSync<>(LIMITS, 0, 92, 100, 0);
    PeerKey first = sync.plan(0, honest(A, B)).getFirst().peer();
    assertThat(sync.plan(999, honest(A, B))).isEmpty();
    assertThat(sync.plan(1_000, honest(A, B)).getFirst().peer()).isNotEqualTo(first);
  }

  @Test
  void anAnswerThatNobodyWaitsForChangesNothing() {
    RangeSync<String> sync = new RangeSync<>(LIMITS, 0, 92, 100, 0);
    Ask late = sync.plan(0, honest(A, B)).getFirst();
    sync.plan(5_000, honest(A, B));
    assertThat(sync.received(late.id(), answer(late))).isTrue();
    assertThat(sync.ready()).isEmpty();
  }

  @Test
  void blocksOutsideTheRangeOrWithoutLinkAreThePeersFault() {
    RangeSync<String> sync = new RangeSync<>(LIMITS, 0, 0, 8, 0);
    Ask ask = sync.plan(0, honest(A)).getFirst();
    assertThat(sync.received(ask.id(), List.of(chain.getLast()))).isFalse();
    ask = sync.plan(0, honest(A)).getFirst();
    assertThat(sync.received(ask.id(), List.of(chain.get(0), chain.get(2)))).isFalse();
    ask = sync.plan(0, honest(A)).getFirst();
    assertThat(sync.received(ask.id(), List.of(chain.get(1), chain.get(0)))).isFalse();
  }

  @Test
  void aPeerWithoutTheRangeIsNotAsked() {
    RangeSync<String> sync = new RangeSync<>(LIMITS, 0, 0, 100, 0);
    assertThat(sync.plan(0, List.of(new Candidate(A, 8)))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void reachesTheTargetDespitePeersThatAreSilentLeaveOutOrLie(int seed) {
    Random random = new Random(seed);
    List<Candidate> peers =
        honest(A, B, new PeerKey("silent"), new PeerKey("empty"), new PeerKey("holes"));
    Importer importer = new Importer();
    long nextId = 0;
    for (int plan = 0; plan < 20 && importer.blocks.size() < chain.size(); plan++) {
      RangeSync<String> sync = new RangeSync<>(LIMITS, 0, importer.headSlot, 100, nextId);
      drive(sync, importer, peers, random);
      nextId = sync.nextId();
    }
    assertThat(importer.blocks).hasSize(chain.size());
  }

  @Test
  void goesBackToTheFloorWhenOurOwnHeadIsOnAnotherBranch() {
    RangeSync<String> sync = new RangeSync<>(LIMITS, 0, 50, 100, 0);
    Importer importer = new Importer();
    drive(sync, importer, honest(A, B), new Random(1));
    assertThat(importer.blocks).hasSize(chain.size());
  }

  private final class Importer {
    final Map<Hash32, String> blocks = new HashMap<>();
    long headSlot;

    boolean link(List<Linked<String>> part) {
      Hash32 parent = part.getFirst().parentRoot();
      if (!parent.equals(root(0)) && !blocks.containsKey(parent)) {
        return false;
      }
      part.forEach(block -> blocks.put(block.root(), block.block()));
      headSlot = Math.max(headSlot, part.getLast().slot());
      return true;
    }
  }

  private void drive(
      RangeSync<String> sync, Importer importer, List<Candidate> peers, Random random) {
    long nowMs = 0;
    for (int round = 0; round < 2_000 && !sync.done(); round++) {
      nowMs += 100;
      for (Ask ask : sync.plan(nowMs, peers)) {
        switch (ask.peer().id()) {
          case "silent" -> {}
          case "empty" -> sync.received(ask.id(), List.of());
          case "holes" -> {
            List<Linked<String>> all = answer(ask);
            int from = all.isEmpty() ? 0 : random.nextInt(all.size());
            sync.received(ask.id(), all.subList(from, all.size()));
          }
          default -> sync.received(ask.id(), answer(ask));
        }
      }
      while (sync.ready().isPresent()) {
        if (importer.link(sync.ready().orElseThrow().blocks())) {
          sync.imported();
        } else {
          sync.unlinked(peers);
          break;
        }
      }
    }
    assertThat(sync.done()).isTrue();
  }

  private List<Linked<String>> answer(Ask ask) {
    return chain.stream()
        .filter(block -> block.slot() >= ask.fromSlot())
        .filter(block -> block.slot() < ask.fromSlot() + ask.countSlots())
        .toList();
  }

  private static List<Candidate> honest(PeerKey... peers) {
    return Arrays.stream(peers).map(peer -> new Candidate(peer, 100)).toList();
  }

  private static Hash32 root(long slot) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) slot;
    bytes[31] = 1;
    return Hash32.wrap(bytes);
  }
}
