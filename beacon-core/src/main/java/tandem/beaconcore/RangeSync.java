package tandem.beaconcore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// Plans the transfer of a stretch of the beacon chain by ranges of slots from several peers, in
/// order (pair-sync.md R17; the faults of coordinator-net.md 4.5 and 4.6 left out).
///
/// A window of batches is asked for at once, each of one peer; they are imported one after the
/// other from the front. What a peer says about a batch is believed until it does not fit: if the
/// first block after a stretch of silence does not continue our chain, every batch of that stretch
/// is asked again, of other peers. If no peer's answer fits, the start goes back, in the end to the
/// floor, because then it is our own head that is on another branch.
///
/// What cannot be seen is a last stretch that a peer left out, because nothing comes after it: the
/// caller compares the head with what its peers claim, and plans again.
///
/// Pure: time and peers come in with each call, requests go out as values.
///
/// @param <B> what a block is to the caller
final class RangeSync<B> {
  /// A block as far as planning needs to know it.
  record Linked<B>(long slot, Hash32 root, Hash32 parentRoot, B block) {}

  /// A range that is to be asked of `peer` now.
  ///
  /// @param id names the answer; never used twice
  /// @param fromSlot inclusive
  /// @param countSlots at least 1
  record Ask(long id, PeerKey peer, long fromSlot, long countSlots) {}

  /// The blocks at the front, to be imported; from one peer.
  record Ready<B>(PeerKey peer, long fromSlot, long countSlots, List<Linked<B>> blocks) {}

  /// A peer that may be asked, and the last slot that it claims to have.
  record Candidate(PeerKey peer, long headSlot) {}

  /// @param batchSlots slots a request
  /// @param windowBatches batches that are asked for or kept at once: the bound of memory
  /// @param openPerPeer requests to one peer at once
  /// @param timeoutMs after which a request counts as failed
  record Limits(long batchSlots, int windowBatches, int openPerPeer, long timeoutMs) {
    static final Limits DEFAULT = new Limits(32, 8, 2, 10_000);
  }

  private enum State {
    WANTED,
    ASKED,
    FILLED
  }

  private static final class Part<B> {
    final long fromSlot;
    final long countSlots;
    final Set<PeerKey> doubted = new TreeSet<>();
    State state = State.WANTED;
    @Nullable PeerKey peer;
    long id;
    long deadlineMs;
    List<Linked<B>> blocks = List.of();

    Part(long fromSlot, long countSlots) {
      this.fromSlot = fromSlot;
      this.countSlots = countSlots;
    }
  }

  private final Limits limits;
  private final long floorSlot;
  private long targetSlot;
  private final Deque<Part<B>> window = new ArrayDeque<>();
  // Batches that were empty and have been passed over since the last imported block.
  private final List<Part<B>> silent = new ArrayList<>();
  private long nextSlot;
  private long lastImportedSlot;
  private long backSteps;
  private long nextId;

  /// @param floorSlot nothing at or below it is ever asked for: the finalised slot
  /// @param headSlot the slot of our head, from which on we ask
  /// @param targetSlot inclusive
  RangeSync(Limits limits, long floorSlot, long headSlot, long targetSlot, long firstId) {
    this.limits = limits;
    this.floorSlot = floorSlot;
    this.targetSlot = targetSlot;
    this.nextSlot = Math.max(floorSlot, headSlot) + 1;
    this.lastImportedSlot = nextSlot - 1;
    this.nextId = firstId;
  }

  long targetSlot() {
    return targetSlot;
  }

  /// Raises the target; a lower one changes nothing.
  void raiseTarget(long slot) {
    targetSlot = Math.max(targetSlot, slot);
  }

  /// The id that the next request will have; ids of a following plan begin here.
  long nextId() {
    return nextId;
  }

  /// Whether everything up to the target has been imported or is known to be empty.
  boolean done() {
    return window.isEmpty() && nextSlot > targetSlot;
  }

  /// Requests that wait for an answer.
  int open() {
    return (int) window.stream().filter(part -> part.state == State.ASKED).count();
  }

  /// What is to be asked now. Requests that are overdue count as failed first.
  List<Ask> plan(long nowMs, List<Candidate> candidates) {
    for (Part<B> part : window) {
      if (part.state == State.ASKED && nowMs >= part.deadlineMs) {
        giveUp(part);
      }
    }
    while (window.size() < limits.windowBatches() && nextSlot <= targetSlot) {
      long count = Math.min(limits.batchSlots(), targetSlot - nextSlot + 1);
      window.addLast(new Part<>(nextSlot, count));
      nextSlot += count;
    }
    Map<PeerKey, Integer> openByPeer = new HashMap<>();
    for (Part<B> part : window) {
      if (part.state == State.ASKED && part.peer != null) {
        openByPeer.merge(part.peer, 1, Integer::sum);
      }
    }
    List<Ask> asks = new ArrayList<>();
    for (Part<B> part : window) {
      if (part.state == State.WANTED) {
        choose(part, candidates, openByPeer)
            .ifPresent(peer -> {
              openByPeer.merge(peer, 1, Integer::sum);
              part.state = State.ASKED;
              part.peer = peer;
              part.id = nextId++;
              part.deadlineMs = nowMs + limits.timeoutMs();
              asks.add(new Ask(part.id, peer, part.fromSlot, part.countSlots));
            });
      }
    }
    return asks;
  }

  /// A whole answer. One that nobody waits for changes nothing.
  ///
  /// @return whether it fits its request: slots within the range and rising, each block the child
  ///   of the one before. If not, the peer is at fault.
  boolean received(long id, List<Linked<B>> blocks) {
    Part<B> part = asked(id);
    if (part == null) {
      return true;
    }
    if (!fits(part, blocks)) {
      giveUp(part);
      return false;
    }
    part.state = State.FILLED;
    part.blocks = List.copyOf(blocks);
    return true;
  }

  /// The request failed: another peer is asked.
  void failed(long id) {
    Part<B> part = asked(id);
    if (part != null) {
      giveUp(part);
    }
  }

  /// What was asked is asked of others, whatever the time.
  void askAgain() {
    for (Part<B> part : window) {
      if (part.state == State.ASKED) {
        giveUp(part);
      }
    }
  }

  /// The peer is gone: what it was asked is asked of others, what it gave is kept.
  void peerGone(PeerKey peer) {
    for (Part<B> part : window) {
      if (part.state == State.ASKED && peer.equals(part.peer)) {
        giveUp(part);
      }
    }
  }

  /// The blocks at the front, if they are there. Empty batches are passed over.
  Optional<Ready<B>> ready() {
    while (!window.isEmpty() && window.getFirst().state == State.FILLED) {
      Part<B> part = window.getFirst();
      if (!part.blocks.isEmpty()) {
        PeerKey peer = part.peer;
        if (peer == null) {
          throw new IllegalStateException("blocks from slot " + part.fromSlot + " of nobody");
        }
        return Optional.of(new Ready<>(peer, part.fromSlot, part.countSlots, part.blocks));
      }
      silent.add(window.removeFirst());
    }
    return Optional.empty();
  }

  /// The front was imported, or had been known already.
  void imported() {
    Part<B> part = window.removeFirst();
    lastImportedSlot = part.blocks.getLast().slot();
    silent.clear();
    backSteps = 0;
  }

  /// The front is invalid by itself: its peer is at fault, and another one is asked.
  void invalid() {
    Part<B> part = window.getFirst();
    giveUp(part);
  }

  /// The front's first block has a parent that we do not know: somebody left something out, or we
  /// are on another branch.
  void unlinked(List<Candidate> candidates) {
    Part<B> front = window.getFirst();
    boolean others = hasOther(front, candidates);
    for (Part<B> part : silent) {
      others |= hasOther(part, candidates);
    }
    giveUp(front);
    if (others) {
      askSilentAgain();
      return;
    }
    stepBack();
  }

  private void askSilentAgain() {
    for (int i = silent.size() - 1; i >= 0; i--) {
      Part<B> part = silent.get(i);
      giveUp(part);
      window.addFirst(part);
    }
    silent.clear();
  }

  /// Starts again from further back: one batch, two, four … down to the floor.
  private void stepBack() {
    long back = limits.batchSlots() << Math.min(backSteps++, 32);
    long from = Math.max(floorSlot + 1, lastImportedSlot + 1 - back);
    window.clear();
    silent.clear();
    nextSlot = from;
  }

  private Optional<PeerKey> choose(
      Part<B> part, List<Candidate> candidates, Map<PeerKey, Integer> openByPeer) {
    List<PeerKey> able =
        candidates.stream()
            .filter(candidate -> candidate.headSlot() >= part.fromSlot)
            .map(Candidate::peer)
            .toList();
    if (!able.isEmpty() && part.doubted.containsAll(able)) {
      // Everybody had a turn. Nobody is shut out for good.
      part.doubted.clear();
    }
    return able.stream()
        .filter(peer -> !part.doubted.contains(peer))
        .filter(peer -> openByPeer.getOrDefault(peer, 0) < limits.openPerPeer())
        .min(
            Comparator.comparingInt((PeerKey peer) -> openByPeer.getOrDefault(peer, 0))
                .thenComparing(peer -> spread(peer, nextId))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// Spreads equally idle peers over the requests; another plan begins with another peer.
  private static long spread(PeerKey peer, long id) {
    // The finaliser of SplitMix64.
    long mixed = peer.id().hashCode() * 0x9e3779b97f4a7c15L + id;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  private static <B> boolean hasOther(Part<B> part, List<Candidate> candidates) {
    return candidates.stream()
        .filter(candidate -> candidate.headSlot() >= part.fromSlot)
        .map(Candidate::peer)
        .anyMatch(peer -> !peer.equals(part.peer) && !part.doubted.contains(peer));
  }

  private static <B> boolean fits(Part<B> part, List<Linked<B>> blocks) {
    Linked<B> last = null;
    for (Linked<B> block : blocks) {
      boolean inRange =
          block.slot() >= part.fromSlot && block.slot() - part.fromSlot < part.countSlots;
      boolean follows =
          last == null || block.slot() > last.slot() && block.parentRoot().equals(last.root());
      if (!inRange || !follows) {
        return false;
      }
      last = block;
    }
    return true;
  }

  private @Nullable Part<B> asked(long id) {
    for (Part<B> part : window) {
      if (part.state == State.ASKED && part.id == id) {
        return part;
      }
    }
    return null;
  }

  private void giveUp(Part<B> part) {
    if (part.peer != null) {
      part.doubted.add(part.peer);
    }
    part.state = State.WANTED;
    part.peer = null;
    part.blocks = List.of();
  }
}
