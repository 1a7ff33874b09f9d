package tandem.beaconcore;

import org.jspecify.annotations.Nullable;
import tandem.pairprotocol.BlockRef;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;

/// Finds the gwat block for the eth1 vote of a voting period (beacon-rules.md 6): the last
/// finalised one with time ≤ start − follow distance, if that is not older than another follow
/// distance.
///
/// It asks for the latest block, then halves the range of numbers, one call at a time, at most 64
/// calls a period. The answer is kept for the period. Times of finalised blocks rise with their
/// numbers only roughly, since a block may be merged late; then the block found is one that fits as
/// well, and nodes may differ: a vote less, nothing else.
final class Eth1Search {
  /// After a call without an answer.
  private static final long RETRY_MS = 4_000;

  private static final long NOTHING = -1;

  private final long followDistanceS;
  private long periodStartS = NOTHING;
  private boolean asking;
  private boolean over;
  private @Nullable BlockRef found;
  private long retryAtMs;
  // Every number up to `low` is early enough or not known; `high` and above are too late or do not
  // exist.
  private long low;
  private long high;
  private @Nullable BlockRef best;

  /// @param followDistanceS `SECONDS_PER_ETH1_BLOCK` · `ETH1_FOLLOW_DISTANCE`
  Eth1Search(long followDistanceS) {
    this.followDistanceS = followDistanceS;
  }

  /// The call to make now, or null. Each call is to be answered by [#ended], before which nothing
  /// more is asked.
  ///
  /// @param periodStartS seconds since the Unix epoch
  @Nullable LinkRequest next(long nowMs, long periodStartS) {
    if (asking) {
      return null;
    }
    if (periodStartS != this.periodStartS) {
      begin(periodStartS);
    }
    if (over || nowMs < retryAtMs) {
      return null;
    }
    asking = true;
    return new LinkRequest.ReadBlock(high == NOTHING ? null : middle());
  }

  /// The call that [#next] gave has ended.
  void ended(long nowMs, LinkOutcome outcome) {
    asking = false;
    if (outcome instanceof LinkOutcome.Answered(LinkResponse.Block(BlockRef block))) {
      take(block);
    } else {
      retryAtMs = nowMs + RETRY_MS;
    }
  }

  /// The block to vote for in the period that starts then; null if there is none or it has not been
  /// found yet.
  @Nullable BlockRef found(long periodStartS) {
    return periodStartS == this.periodStartS ? found : null;
  }

  private void begin(long startS) {
    periodStartS = startS;
    over = false;
    found = null;
    best = null;
    retryAtMs = 0;
    low = NOTHING;
    high = NOTHING;
  }

  private void take(@Nullable BlockRef block) {
    if (high == NOTHING) {
      takeLatest(block);
    } else if (block == null || isLate(block)) {
      high = middle();
    } else {
      low = middle();
      best = block;
    }
    if (high != NOTHING && high - low <= 1) {
      finish();
    }
  }

  private void takeLatest(@Nullable BlockRef block) {
    Long number = block == null ? null : block.number();
    if (block == null || number == null || number < 0) {
      // Nothing finalised that could be counted from.
      over = true;
      return;
    }
    high = number;
    if (!isLate(block)) {
      low = number;
      high = number + 1;
      best = block;
    }
  }

  private void finish() {
    over = true;
    long latestS = periodStartS - followDistanceS;
    if (best != null && best.timeS() >= latestS - followDistanceS) {
      found = best;
    }
  }

  private boolean isLate(BlockRef block) {
    return block.timeS() > periodStartS - followDistanceS;
  }

  private long middle() {
    return low + (high - low) / 2;
  }
}
