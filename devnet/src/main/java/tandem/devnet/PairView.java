package tandem.devnet;

import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.SyncStatus;

/// One look at a pair.
public record PairView(Seen<GwatView> gwat, Seen<CoordinatorView> coordinator) {
  /// What a half answered, or why there is no answer.
  public sealed interface Seen<T> {
    /// The answer.
    record Yes<T>(T view) implements Seen<T> {}

    /// There was none.
    ///
    /// @param why a sentence
    record No<T>(String why) implements Seen<T> {}
  }

  public record GwatView(
      SyncStatus status, CoordinatedState coordinated, GwatApi.BlockInfo latest) {}

  public record CoordinatorView(
      SyncStatus status, CoordinatorApi.Head head, CoordinatorApi.Finality finality) {}

  public static PairView look(GwatApi gwat, CoordinatorApi coordinator) {
    return new PairView(lookAt(gwat), lookAt(coordinator));
  }

  private static Seen<GwatView> lookAt(GwatApi gwat) {
    try {
      return new Seen.Yes<>(new GwatView(gwat.status(), gwat.coordinated(), gwat.latest()));
    } catch (Unreachable e) {
      return new Seen.No<>(e.sentence());
    }
  }

  private static Seen<CoordinatorView> lookAt(CoordinatorApi coordinator) {
    try {
      return new Seen.Yes<>(
          new CoordinatorView(coordinator.status(), coordinator.head(), coordinator.finality()));
    } catch (Unreachable e) {
      return new Seen.No<>(e.sentence());
    }
  }
}
