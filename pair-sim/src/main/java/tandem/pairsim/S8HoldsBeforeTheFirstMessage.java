package tandem.pairsim;

import java.util.List;

/// S8: after a crash at any point and a restart, whatever can be asked of a database holds before
/// the first message is sent.
///
/// @param others that are asked
record S8HoldsBeforeTheFirstMessage(List<Invariant> others) implements Invariant {
  S8HoldsBeforeTheFirstMessage {
    others = List.copyOf(others);
  }

  @Override
  public void opened(GwatHalf half) {
    others.forEach(invariant -> invariant.slot(half));
  }
}
