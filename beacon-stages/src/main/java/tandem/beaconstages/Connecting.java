package tandem.beaconstages;

import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.BlockRef;
import tandem.pairprotocol.LinkError;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;

/// The link to gwat: three checks make it usable, a fault makes it down, and a gwat of another
/// network is asked again slowly and told nothing (pair-sync.md 8).
final class Connecting {
  /// Each check is answered at once or not at all.
  private static final long CHECK_TIMEOUT_MS = 2_000;

  private static final long PAUSE_MIN_MS = 250;

  private Connecting() {}

  /// Makes the next check.
  static void advance(BeaconTurn turn) {
    LinkRequest next =
        switch (turn.link.state()) {
          case DOWN, MISMATCH -> new LinkRequest.ReadChainId();
          case CHECKING_GENESIS -> new LinkRequest.ReadBlock(0L);
          case CHECKING_SLOTS ->
              new LinkRequest.SyncSlotInfo(
                  turn.params.genesisTimeS(),
                  turn.params.secondsPerSlot(),
                  turn.params.slotsPerEpoch());
          case UP -> throw new IllegalStateException("the link is up already");
        };
    turn.call(next, CHECK_TIMEOUT_MS, null);
  }

  static void onAnswer(BeaconTurn turn, LinkResponse response) {
    switch (response) {
      case LinkResponse.ChainId(long id) -> {
        if (id == turn.params.chainId()) {
          to(turn, Link.State.CHECKING_GENESIS, "");
        } else {
          mismatch(turn, "gwat has chain id " + id + ", this network has " + turn.params.chainId());
        }
      }
      case LinkResponse.Block(@Nullable BlockRef block) -> onGenesis(turn, block);
      case LinkResponse.Verdict(boolean same) -> {
        if (same) {
          turn.link = new Link(Link.State.UP, 0, 0, turn.nowMs, "");
          turn.emit(new BeaconEffect.LinkChanged(true, "gwat is of the same network"));
        } else {
          mismatch(
              turn,
              "gwat divides time otherwise: ours are genesis time "
                  + turn.params.genesisTimeS()
                  + ", "
                  + turn.params.secondsPerSlot()
                  + " s a slot, "
                  + turn.params.slotsPerEpoch()
                  + " slots an epoch; "
                  + turn.link.why());
        }
      }
      case LinkResponse.Refused(LinkError error) -> onRefused(turn, error);
      case LinkResponse.Done(),
          LinkResponse.Synced(_),
          LinkResponse.Candidates(_),
          LinkResponse.Coordinated(_),
          LinkResponse.Status(_) ->
          lost(turn, "gwat answered something else than it was asked");
    }
  }

  /// The link is not usable any more, or still not. Whatever gwat had confirmed may be gone.
  static void lost(BeaconTurn turn, String why) {
    lost(turn, why, 0);
  }

  /// @param spentMs how long the last try took: it counts as pause, so that a link that swallows
  ///   everything is not tried less often than one that refuses
  static void lost(BeaconTurn turn, String why, long spentMs) {
    if (turn.link.up()) {
      turn.emit(new BeaconEffect.LinkChanged(false, why));
    }
    long backoffMs = turn.backoffMs(turn.link.failures());
    long pauseMs = Math.max(Math.min(PAUSE_MIN_MS, backoffMs), backoffMs - spentMs);
    turn.link = Link.down(turn.link.failures() + 1, turn.nowMs + pauseMs, why);
    turn.original = false;
    turn.lastError = why;
    if (turn.stage == Stage.HEAD_SYNC || turn.stage == Stage.WORKING) {
      turn.moveTo(Stage.HEAD_SYNC_READY, "the link to gwat is lost: " + why);
    }
    turn.pause(pauseMs);
  }

  private static void onGenesis(BeaconTurn turn, @Nullable BlockRef block) {
    if (block == null) {
      lost(turn, "gwat has no genesis block");
    } else if (block.hash().equals(turn.params.gwatGenesis())) {
      to(turn, Link.State.CHECKING_SLOTS, "gwat's genesis block is of time " + block.timeS());
    } else {
      mismatch(
          turn,
          "gwat's genesis block is "
              + block.hash()
              + ", this network's is "
              + turn.params.gwatGenesis());
    }
  }

  private static void onRefused(BeaconTurn turn, LinkError error) {
    if (error.reason() == Reason.NO_SUCH_METHOD) {
      mismatch(turn, "what answers is no gwat: " + error.message());
      return;
    }
    // It lives; asking again each second finds the moment when it is ready.
    turn.link = Link.down(0, turn.nowMs, error.brief());
    turn.lastError = error.brief();
    turn.pause(turn.params.headSyncReadyIntervalMs());
  }

  private static void mismatch(BeaconTurn turn, String why) {
    if (!turn.link.why().equals(why)) {
      turn.emit(new BeaconEffect.LinkChanged(false, why));
    }
    turn.alarm("this coordinator does not pair with this gwat: " + why);
    long nextMs = turn.nowMs + turn.params.mismatchRetryMs();
    turn.link = new Link(Link.State.MISMATCH, turn.link.failures(), 0, nextMs, why);
    turn.lastError = why;
    turn.pause(turn.params.mismatchRetryMs());
  }

  private static void to(BeaconTurn turn, Link.State state, String note) {
    turn.link = new Link(state, turn.link.failures(), 0, turn.nowMs, note);
  }
}
