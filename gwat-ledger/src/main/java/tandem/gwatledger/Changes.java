package tandem.gwatledger;

import java.util.ArrayList;
import java.util.List;
import tandem.gwattypes.Transaction;
import tandem.primitives.Hash32;

/// What an operation did to blocks, in the order in which it was done.
///
/// @param unwound blocks that went from the finalised chain back into the DAG, ascending
/// @param finalised blocks that were finalised, ascending; their numbers follow one another
/// @param removed blocks proven wrong, and their descendants, which left the DAG
/// @param returned transactions of unwound and removed blocks, for the pool
public record Changes(
    List<Hash32> unwound,
    List<Hash32> finalised,
    List<Hash32> removed,
    List<Transaction> returned) {
  public static final Changes NONE = new Changes(List.of(), List.of(), List.of(), List.of());

  public Changes {
    unwound = List.copyOf(unwound);
    finalised = List.copyOf(finalised);
    removed = List.copyOf(removed);
    returned = List.copyOf(returned);
  }

  public boolean isEmpty() {
    return unwound.isEmpty() && finalised.isEmpty() && removed.isEmpty();
  }

  /// Collects changes while they are made.
  static final class Builder {
    final List<Hash32> unwound = new ArrayList<>();
    final List<Hash32> finalised = new ArrayList<>();
    final List<Hash32> removed = new ArrayList<>();
    final List<Transaction> returned = new ArrayList<>();

    Changes build() {
      return new Changes(unwound, finalised, removed, returned);
    }

    void addAll(Changes changes) {
      unwound.addAll(changes.unwound());
      finalised.addAll(changes.finalised());
      removed.addAll(changes.removed());
      returned.addAll(changes.returned());
    }

    /// Takes over what another collected, and empties that one.
    void add(Builder other) {
      unwound.addAll(other.unwound);
      finalised.addAll(other.finalised);
      removed.addAll(other.removed);
      returned.addAll(other.returned);
      other.unwound.clear();
      other.finalised.clear();
      other.removed.clear();
      other.returned.clear();
    }
  }
}
