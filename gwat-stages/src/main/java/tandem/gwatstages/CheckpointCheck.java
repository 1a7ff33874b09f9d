package tandem.gwatstages;

/// Whether head sync can start from a checkpoint spine (R12).
public sealed interface CheckpointCheck {
  /// Finalised, on the main chain (number = height), its state present.
  record Ready(long number) implements CheckpointCheck {}

  /// Not in the database.
  record Unknown() implements CheckpointCheck {}

  /// In the DAG, not finalised.
  record NotFinalized() implements CheckpointCheck {}

  /// Finalised as a merged block: number and height differ.
  record BadNumber(long number, long height) implements CheckpointCheck {}

  /// Finalised, and its state cannot be opened.
  record StateMissing() implements CheckpointCheck {}
}
