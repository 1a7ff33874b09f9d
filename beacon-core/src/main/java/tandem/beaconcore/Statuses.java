package tandem.beaconcore;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.Status;
import tandem.forkchoice.Checkpoint;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// What we and our peers say of our chains (coordinator-net.md 3.4), and what most of them agree
/// on.
final class Statuses {
  private final Context node;
  private final Chain chain;
  private final Bytes forkDigest;
  private final long slotsPerEpoch;

  /// What a majority of peers has at least.
  ///
  /// @param number a slot or an epoch
  /// @param root what most of those that have exactly this say it is
  record Agreed(long number, Hash32 root) {}

  Statuses(Context node, Chain chain, Bytes forkDigest) {
    this.node = node;
    this.chain = chain;
    this.forkDigest = forkDigest;
    this.slotsPerEpoch = node.beacon().slotsPerEpoch();
  }

  Status own() {
    Checkpoint finalized = chain.finalized();
    return new Status(
        forkDigest,
        finalized.epoch() == 0 ? Hash32.ZERO : finalized.root(),
        finalized.epoch(),
        chain.headRoot(),
        chain.headSlot());
  }

  /// Why a peer that says this is none of our network; null if it may be.
  @Nullable String contradiction(Status status) {
    if (!status.forkDigest().equals(forkDigest)) {
      return "it is of network %s, we are of %s".formatted(status.forkDigest(), forkDigest);
    }
    Checkpoint ours = chain.finalized();
    long epoch = status.finalizedEpoch();
    if (status.finalizedRoot().isZero() || epoch < 0 || epoch > ours.epoch()) {
      return null;
    }
    Hash32 known = chain.canonicalAt(epoch * slotsPerEpoch);
    return known.equals(status.finalizedRoot())
        ? null
        : "it has finalised %s in epoch %d, we have %s"
            .formatted(status.finalizedRoot().brief(), epoch, known.brief());
  }

  /// The epoch that a majority has finalised at least.
  @Nullable Agreed finalized(List<Peers.Told> told) {
    long current = Math.max(0, node.currentSlot()) / slotsPerEpoch;
    return agreed(
        told,
        status -> Math.min(current, status.finalizedEpoch()),
        status -> status.finalizedRoot().isZero() ? chain.genesisRoot() : status.finalizedRoot());
  }

  /// The slot at which, or after which, a majority has its head.
  @Nullable Agreed head(List<Peers.Told> told) {
    long current = Math.max(0, node.currentSlot());
    return agreed(told, status -> Math.min(current, status.headSlot()), Status::headRoot);
  }

  /// Peers whose head is more than an epoch after ours.
  int ahead(List<Peers.Told> told) {
    long ours = chain.headSlot() / slotsPerEpoch;
    return (int)
        told.stream().filter(each -> each.status().headSlot() / slotsPerEpoch > ours + 1).count();
  }

  /// How many slots the network is ahead of our clock, as most peers say; 0 if it is not.
  long clockBehind(List<Peers.Told> told) {
    long tolerated = Math.max(0, node.currentSlot()) + 1;
    List<Long> falling =
        told.stream()
            .map(each -> each.status().headSlot())
            .sorted(Comparator.reverseOrder())
            .toList();
    return falling.size() < 2 ? 0 : Math.max(0, falling.get(falling.size() / 2) - tolerated);
  }

  private static @Nullable Agreed agreed(
      List<Peers.Told> told, ToLongFunction<Status> number, Function<Status, Hash32> root) {
    if (told.isEmpty()) {
      return null;
    }
    List<Long> falling =
        told.stream()
            .map(each -> Math.max(0, number.applyAsLong(each.status())))
            .sorted(Comparator.reverseOrder())
            .toList();
    long reached = falling.get(told.size() / 2);
    Map<Hash32, Integer> votes = new TreeMap<>();
    for (Peers.Told each : told) {
      if (Math.max(0, number.applyAsLong(each.status())) == reached) {
        votes.merge(root.apply(each.status()), 1, Integer::sum);
      }
    }
    Hash32 most =
        votes.entrySet().stream()
            .max(Map.Entry.<Hash32, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
            .orElseThrow()
            .getKey();
    return new Agreed(reached, most);
  }
}
