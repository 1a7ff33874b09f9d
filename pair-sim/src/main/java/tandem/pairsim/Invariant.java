package tandem.pairsim;

import java.util.List;
import java.util.function.Supplier;
import tandem.beaconcore.BeaconNodeEffect;
import tandem.gwatcore.NodeEffect;

/// Something that holds at every moment, whatever fails (pair-sync.md 9). It is shown what happens
/// and throws a [Violation] when it did not hold.
interface Invariant {
  /// A process has opened its database; nothing that it wants done has been done yet.
  default void opened(GwatHalf half) {}

  default void opened(CoordinatorHalf half) {}

  /// An event was handled; nothing that the machine wants done has been done yet.
  default void gwat(GwatHalf half, GwatHalf.Step step) {}

  default void coordinator(CoordinatorHalf half, CoordinatorHalf.Step step) {}

  /// A process has ended while it handled an event, and some of what it wanted done was done.
  default void left(GwatHalf half, List<NodeEffect> effects) {}

  default void left(CoordinatorHalf half, List<BeaconNodeEffect> effects) {}

  /// A slot has begun: the time for what is dear to check. Only for processes that are up.
  default void slot(GwatHalf half) {}

  /// The same with a text that is only made where it is needed: what holds after each event must
  /// not cost a sentence each time.
  static void require(boolean holds, String rule, Half half, Supplier<String> text) {
    if (!holds) {
      require(false, rule, half, text.get());
    }
  }

  /// @param holds what must be true
  static void require(boolean holds, String rule, Half half, String text) {
    if (!holds) {
      throw new Violation(rule + ": " + half + " " + text);
    }
  }
}
