package tandem.beaconspec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tandem.primitives.Hash32;

/// `process_spines` sentence by sentence as in beacon-rules.md 3, without regard to speed: the
/// oracle for [SpineVoting].
final class SlowSpineVoting {
  /// @param members validators of the committees of `slot`, in the order of the bits
  /// @param participants places among them
  record Item(
      long slot, List<Hash32> candidates, List<Integer> members, Set<Integer> participants) {
    List<Hash32> behind(Hash32 spine) {
      List<Hash32> rest = new ArrayList<>(candidates);
      if (rest.contains(spine)) {
        while (!rest.removeFirst().equals(spine)) {
          // Everything up to and including the spine goes.
        }
      }
      return rest;
    }
  }

  /// @param voters places in the committee
  record Vote(long slot, int committee, Hash32 blockRoot, Set<Integer> voters) {}

  private final int required;
  private final int window;
  Hash32 lastFinalizedSpine;
  List<Hash32> finalizing = List.of();
  List<Item> items;

  SlowSpineVoting(int required, int window, Hash32 lastFinalizedSpine, List<Item> items) {
    this.required = required;
    this.window = window;
    this.lastFinalizedSpine = lastFinalizedSpine;
    this.items = new ArrayList<>(items);
  }

  interface Chain {
    Hash32 blockRoot(long slot);

    List<List<Integer>> committees(long slot);

    long effectiveBalance(int validator);
  }

  void process(Chain chain, long slot, List<Vote> votes, List<Hash32> candidates) {
    for (Vote vote : votes) {
      for (Item item : items) {
        if (item.slot() == vote.slot() && vote.blockRoot().equals(chain.blockRoot(vote.slot()))) {
          int smaller = 0;
          for (int i = 0; i < vote.committee(); i++) {
            smaller += chain.committees(vote.slot()).get(i).size();
          }
          for (int voter : vote.voters()) {
            item.participants().add(smaller + voter);
          }
        }
      }
    }
    List<Item> supported = items.stream().filter(item -> isSupported(chain, item)).toList();
    finalizing = decide(supported);
    if (!finalizing.isEmpty()) {
      lastFinalizedSpine = finalizing.getLast();
    }
    List<Item> kept = new ArrayList<>();
    for (Item item : items) {
      List<Hash32> left = item.behind(lastFinalizedSpine);
      if (!left.isEmpty() && item.slot() + window > slot) {
        kept.add(new Item(item.slot(), left, item.members(), item.participants()));
      }
    }
    items = kept;
    if (!candidates.isEmpty()) {
      List<Integer> members = chain.committees(slot).stream().flatMap(List::stream).toList();
      items.add(new Item(slot, candidates, members, new HashSet<>()));
    }
  }

  private static boolean isSupported(Chain chain, Item item) {
    long all = item.members().stream().mapToLong(chain::effectiveBalance).sum();
    long set =
        item.participants().stream()
            .mapToLong(place -> chain.effectiveBalance(item.members().get(place)))
            .sum();
    return all > 0 && 3 * set >= 2 * all;
  }

  private List<Hash32> decide(List<Item> supported) {
    Set<List<Hash32>> sequences = new HashSet<>();
    for (Item item : supported) {
      List<Hash32> rest = item.behind(lastFinalizedSpine);
      for (int length = 1; length <= rest.size(); length++) {
        sequences.add(List.copyOf(rest.subList(0, length)));
      }
    }
    return sequences.stream()
        .filter(each -> withPrefix(supported, each).size() >= required)
        .max(
            Comparator.<List<Hash32>>comparingInt(List::size)
                .thenComparingInt(each -> withPrefix(supported, each).size())
                .thenComparingLong(each ->
                    -withPrefix(supported, each).stream()
                        .mapToLong(Item::slot)
                        .min()
                        .orElseThrow()))
        .orElse(List.of());
  }

  private List<Item> withPrefix(List<Item> supported, List<Hash32> prefix) {
    return supported.stream()
        .filter(item -> {
          List<Hash32> rest = item.behind(lastFinalizedSpine);
          return rest.size() >= prefix.size() && rest.subList(0, prefix.size()).equals(prefix);
        })
        .toList();
  }
}
