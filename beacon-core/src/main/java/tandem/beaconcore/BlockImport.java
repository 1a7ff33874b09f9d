package tandem.beaconcore;

import tandem.primitives.Hash32;

/// What became of a block that was to be imported.
sealed interface BlockImport {
  /// It is in the store and in the tree now.
  record Imported() implements BlockImport {}

  /// It had been there before.
  record Known() implements BlockImport {}

  record UnknownParent(Hash32 parent) implements BlockImport {}

  /// Its slot has not begun.
  record Early() implements BlockImport {}

  /// It does not come after what is finalised; nothing is known against it otherwise.
  record Outdated() implements BlockImport {}

  /// It is invalid by itself.
  record Invalid(String why) implements BlockImport {}
}
