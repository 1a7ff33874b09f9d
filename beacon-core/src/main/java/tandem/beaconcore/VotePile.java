package tandem.beaconcore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Bls;
import tandem.crypto.BlsSignature;

/// Signatures of the members of one committee under one message: single ones, and aggregates that
/// cannot be taken apart. Positions are those of the committee.
///
/// Aggregates that overlap cannot be joined, so finding the best union is a packing problem; what
/// is found here is the largest aggregate, then whatever fits beside it, then single signatures for
/// what is left. With all single signatures at hand that is everything.
final class VotePile {
  private static final int AGGREGATES_MAX = 32;

  private record Union(BitSet members, BlsSignature signature) {
    int count() {
      return members.cardinality();
    }
  }

  /// A union that is not summed up yet, which costs something.
  record Choice(BitSet members, List<BlsSignature> parts, long weight) {
    BlsSignature signature(Bls bls) {
      return parts.size() == 1 ? parts.getFirst() : bls.aggregate(parts);
    }
  }

  private final int size;
  private final @Nullable BlsSignature[] singles;
  private final List<Union> aggregates = new ArrayList<>();

  /// @param size of the committee
  VotePile(int size) {
    this.size = size;
    this.singles = new @Nullable BlsSignature[size];
  }

  int size() {
    return size;
  }

  /// @return whether it is new
  boolean addSingle(int position, BlsSignature signature) {
    if (singles[position] != null) {
      return false;
    }
    singles[position] = signature;
    return true;
  }

  /// Adds an aggregate unless another one has all its members. The smallest gives way when there
  /// are too many.
  ///
  /// @return whether it was taken
  boolean addAggregate(BitSet members, BlsSignature signature) {
    if (members.length() > size) {
      throw new IllegalArgumentException(
          "member %d of a committee of %d".formatted(members.length() - 1, size));
    }
    if (members.isEmpty() || isCovered(members)) {
      return false;
    }
    aggregates.removeIf(other -> contains(members, other.members()));
    aggregates.add(new Union((BitSet) members.clone(), signature));
    aggregates.sort(Comparator.comparingInt(Union::count).reversed());
    if (aggregates.size() > AGGREGATES_MAX) {
      aggregates.removeLast();
    }
    return true;
  }

  /// Whether one aggregate has all these members.
  boolean isCovered(BitSet members) {
    return aggregates.stream().anyMatch(other -> contains(other.members(), members));
  }

  /// The members whose signature is here in whatever form.
  BitSet members() {
    BitSet all = new BitSet(size);
    aggregates.forEach(aggregate -> all.or(aggregate.members()));
    for (int i = 0; i < size; i++) {
      if (singles[i] != null) {
        all.set(i);
      }
    }
    return all;
  }

  /// The union with the greatest weight that is found; null if there is none above zero. Members of
  /// weight zero are taken along where they fit.
  ///
  /// @param weight of the member at a position, not negative
  @Nullable Choice best(IntToLongFunction weight) {
    List<Union> order = new ArrayList<>(aggregates);
    order.sort(
        Comparator.comparingLong((Union union) -> weigh(union.members(), weight)).reversed());
    BitSet members = new BitSet(size);
    List<BlsSignature> parts = new ArrayList<>();
    if (!order.isEmpty() && weigh(order.getFirst().members(), weight) >= weighSingles(weight)) {
      take(order.removeFirst(), members, parts);
    } else {
      takeSingles(members, parts);
    }
    for (Union union : order) {
      if (!union.members().intersects(members)) {
        take(union, members, parts);
      }
    }
    takeSingles(members, parts);
    long sum = weigh(members, weight);
    return sum == 0 ? null : new Choice(members, parts, sum);
  }

  private static void take(Union union, BitSet members, List<BlsSignature> parts) {
    members.or(union.members());
    parts.add(union.signature());
  }

  private void takeSingles(BitSet members, List<BlsSignature> parts) {
    for (int i = 0; i < size; i++) {
      BlsSignature single = singles[i];
      if (single != null && !members.get(i)) {
        members.set(i);
        parts.add(single);
      }
    }
  }

  private long weighSingles(IntToLongFunction weight) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += singles[i] == null ? 0 : weight.applyAsLong(i);
    }
    return sum;
  }

  private static long weigh(BitSet members, IntToLongFunction weight) {
    return members.stream().mapToLong(weight::applyAsLong).sum();
  }

  private static boolean contains(BitSet all, BitSet some) {
    BitSet rest = (BitSet) some.clone();
    rest.andNot(all);
    return rest.isEmpty();
  }
}
