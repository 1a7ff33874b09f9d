package tandem.chaos;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A fault, and the way back from it.
///
/// @param name for the command line and the table
/// @param scenario number of pair-sync.md 12, or where else the fault comes from
/// @param what a sentence: the fault, and from when on the time is taken
/// @param target that the slowest round has to meet; null if only the limit of the run counts
/// @param roundsMax more are not worth their time
/// @param fault one round of it
record Trial(
    String name,
    String scenario,
    String what,
    @Nullable Duration target,
    int roundsMax,
    Fault fault) {
  /// Does the fault and waits for the recovery.
  @FunctionalInterface
  interface Fault {
    /// @param round from 0
    /// @throws TrialFailed if something is not as it must be
    Round run(Arena arena, int round) throws InterruptedException;
  }

  /// What came of a round.
  sealed interface Round {
    /// The pair works and agrees.
    ///
    /// @param millis from the end of the fault
    /// @param checked what was looked at besides; a few words
    record Recovered(long millis, String checked) implements Round {}

    /// It could not be tried here.
    ///
    /// @param why a sentence
    record Skipped(String why) implements Round {}
  }
}
