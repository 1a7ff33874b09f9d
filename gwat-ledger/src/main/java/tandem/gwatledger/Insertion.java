package tandem.gwatledger;

import java.util.List;
import tandem.primitives.Hash32;

/// What [Ledger#insert] did with a block.
public sealed interface Insertion {
  /// The block is in the DAG.
  ///
  /// @param pending what is not known of it yet; while this is not empty, or a block of its
  ///   unfinalised past has something pending, it is neither candidate nor spine
  record Inserted(Hash32 hash, List<Point> pending) implements Insertion {
    public Inserted {
      pending = List.copyOf(pending);
    }
  }

  /// The block was in the DAG or finalised before; nothing changed.
  record AlreadyKnown(Hash32 hash) implements Insertion {}

  /// These parents are not in the DAG; nothing changed. Nothing is known against the block.
  record MissingParents(Hash32 hash, List<Hash32> parents) implements Insertion {
    public MissingParents {
      parents = List.copyOf(parents);
    }
  }

  /// Another block of this creator and slot came first; the block was left out and the pair kept as
  /// evidence. It is taken when it is asked for.
  record Twin(Hash32 hash, Hash32 first) implements Insertion {}

  /// The block is invalid; nothing changed.
  ///
  /// @param point of ledger-rules.md 2
  /// @param sticky whether the hash will never be valid, because the reason depends on nothing but
  ///   the block and its past
  /// @param penalty whether the sender is at fault
  record Invalid(Hash32 hash, Point point, String fault, boolean sticky, boolean penalty)
      implements Insertion {}

  /// There is no room in the DAG for more blocks, or for more with something pending; nothing
  /// changed, nobody is at fault.
  record Full(Hash32 hash, String bound) implements Insertion {}

  /// The points of ledger-rules.md 2.
  enum Point {
    STRUCTURE,
    ANCHOR,
    CONTENT,
    TIME,
    SEAL,
    CREATOR
  }
}
