package tandem.beaconstages;

import org.jspecify.annotations.Nullable;
import tandem.beaconstages.Probe.Asks;
import tandem.beaconstages.Probe.Seen;
import tandem.pairprotocol.CoordinatedState;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;

/// A call may take minutes, and a connection that is dead says nothing. So a call that is out for a
/// while is probed by short questions on another connection, and given up when these show that
/// waiting is of no use; every call may be repeated.
///
/// gwat executes one call after the other, so an answer to [Asks#STATE] says that nothing is
/// executed any more: the call or its answer is lost, unless the answer is just coming.
final class Probing {
  private static final long AFTER_MS = 2_000;
  private static final long INTERVAL_MS = 1_000;
  private static final long TIMEOUT_MS = 2_000;

  /// What the node may take longer than the timeout to say so.
  private static final long GRACE_MS = 1_000;

  private static final int SAME_MAX = 3;
  private static final int SILENT_MAX = 2;

  private Probing() {}

  static void tick(BeaconTurn turn) {
    BeaconState.Pending pending = turn.pending;
    if (pending == null || !turn.link.up()) {
      turn.probe = null;
      return;
    }
    Probe probe = turn.probe;
    if (probe == null) {
      long outMs = turn.nowMs - pending.sinceMs();
      if (outMs >= AFTER_MS || outMs < 0) {
        ask(turn, turn.original ? Asks.CHAIN_ID : Asks.STATE, 0, 0, null);
      }
    } else if (probe.call() != null && isDue(turn, probe)) {
      onSilence(turn, probe);
    } else if (probe.call() == null && isDue(turn, probe)) {
      ask(turn, probe.asks(), probe.silent(), probe.same(), probe.last());
    }
  }

  /// @return whether the call is to be given up; the link may be lost by then
  static boolean onOutcome(BeaconTurn turn, Probe probe, LinkOutcome outcome) {
    return switch (outcome) {
      case LinkOutcome.Answered(LinkResponse response) -> onAnswer(turn, probe, response);
      case LinkOutcome.TimedOut(), LinkOutcome.Down(_) -> {
        onSilence(turn, probe);
        yield false;
      }
    };
  }

  private static boolean onAnswer(BeaconTurn turn, Probe probe, LinkResponse response) {
    switch (response) {
      case LinkResponse.Coordinated(CoordinatedState state) -> {
        Seen seen = seen(state);
        int same = seen.equals(probe.last()) ? probe.same() + 1 : 1;
        next(turn, Asks.STATE, same, seen);
        return same >= SAME_MAX;
      }
      case LinkResponse.Refused(LinkError error) ->
          next(turn, error.reason() == Reason.NO_SUCH_METHOD ? Asks.CHAIN_ID : Asks.STATE, 0, null);
      case LinkResponse.ChainId(_) -> next(turn, Asks.CHAIN_ID, 0, null);
      case LinkResponse.Status(_),
          LinkResponse.Done(),
          LinkResponse.Synced(_),
          LinkResponse.Candidates(_),
          LinkResponse.Verdict(_),
          LinkResponse.Block(_) ->
          next(turn, Asks.STATE, 0, null);
    }
    return false;
  }

  /// A gwat that executes something says nothing of its state, but still where it stands.
  private static void onSilence(BeaconTurn turn, Probe probe) {
    if (probe.asks() == Asks.STATE) {
      ask(turn, Asks.STATUS, probe.silent(), 0, null);
      return;
    }
    int silent = probe.silent() + 1;
    if (silent >= SILENT_MAX) {
      turn.pending = null;
      turn.probe = null;
      Connecting.lost(turn, "gwat answers neither a call nor whether it is there", TIMEOUT_MS);
      return;
    }
    turn.probe = new Probe(null, probe.asks(), turn.nowMs + INTERVAL_MS, silent, 0, null);
  }

  private static void next(BeaconTurn turn, Asks asks, int same, @Nullable Seen last) {
    turn.probe = new Probe(null, asks, turn.nowMs + INTERVAL_MS, 0, same, last);
  }

  private static void ask(BeaconTurn turn, Asks asks, int silent, int same, @Nullable Seen last) {
    var id = turn.nextCall();
    turn.probe = new Probe(id, asks, turn.nowMs + TIMEOUT_MS + GRACE_MS, silent, same, last);
    turn.emit(new BeaconEffect.Probe(id, asks.request(), TIMEOUT_MS));
  }

  /// A time further ahead than any that is set comes from a clock that was set back.
  private static boolean isDue(BeaconTurn turn, Probe probe) {
    long waitMs = probe.dueMs() - turn.nowMs;
    return waitMs <= 0 || waitMs > TIMEOUT_MS + GRACE_MS;
  }

  private static Seen seen(CoordinatedState state) {
    return new Seen(
        state.stage().name(),
        state.lastCoordinatedSlot(),
        state.lastFinalizedNumber(),
        state.lastFinalizedHash());
  }
}
