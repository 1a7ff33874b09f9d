package tandem.pairsim;

/// How much goes wrong while faults are allowed. Probabilities are per message or call, times are
/// simulated milliseconds, pauses between faults are means.
///
/// @param messageLoss a message between peers is lost
/// @param messageDuplication a message between peers arrives twice
/// @param messageReordering a message between peers does not keep the order of its connection
/// @param messageDelayMs a message takes up to this long
/// @param callLoss a call over the link never reaches gwat
/// @param answerLoss an answer over the link is lost after the call was executed
/// @param faultEveryMs mean time between two faults of the kinds below, each with its weight
/// @param kill a half is killed at an event and started again
/// @param powerCut a half loses power at one of its next writes, before or after it, and a tail of
///   what was not synced
/// @param pause a half stands still
/// @param partition peers do not reach each other, in one direction or in both
/// @param linkCut the link of a pair is down
/// @param wipe a half loses its database
/// @param oldDatabase a half is given back a database that it had before
/// @param fullDisk a half's disk is full after some writes, and free again after a while
/// @param clockSkewMs clocks of pairs are off by up to this, and are set again and again
public record FaultModel(
    double messageLoss,
    double messageDuplication,
    double messageReordering,
    long messageDelayMs,
    double callLoss,
    double answerLoss,
    long faultEveryMs,
    int kill,
    int powerCut,
    int pause,
    int partition,
    int linkCut,
    int wipe,
    int oldDatabase,
    int fullDisk,
    long clockSkewMs) {
  /// Nothing goes wrong; messages take up to 60 ms.
  static final FaultModel NONE = messages(0, 0, 60, 0);

  /// What a random schedule is under: each rate is drawn anew for each seed, up to its worst value,
  /// since a network with all faults at once never comes far enough to break in an interesting way.
  static FaultModel draw(Chance chance) {
    return new FaultModel(
        chance.hits(0.5) ? chance.between(0, 50) / 1_000.0 : 0,
        chance.hits(0.5) ? chance.between(0, 50) / 1_000.0 : 0,
        chance.hits(0.5) ? chance.between(0, 100) / 1_000.0 : 0,
        chance.hits(0.5) ? chance.between(60, 1_500) : 60,
        chance.hits(0.5) ? chance.between(0, 100) / 1_000.0 : 0,
        chance.hits(0.5) ? chance.between(0, 100) / 1_000.0 : 0,
        chance.between(8_000, 40_000),
        chance.below(4),
        1 + chance.below(4),
        chance.below(3),
        chance.below(3),
        chance.below(3),
        chance.hits(0.3) ? 1 : 0,
        chance.hits(0.3) ? 1 : 0,
        chance.below(3),
        drawClockSkew(chance));
  }

  /// Only messages and answers fare badly.
  static FaultModel messages(
      double duplication, double reordering, long delayMs, double answerLoss) {
    return new FaultModel(
        0,
        duplication,
        reordering,
        delayMs,
        0,
        answerLoss,
        Long.MAX_VALUE,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0);
  }

  /// Mostly less than what a network tolerates, sometimes some slots.
  private static long drawClockSkew(Chance chance) {
    if (chance.hits(0.5)) {
      return 0;
    }
    return chance.hits(0.8) ? chance.between(0, 400) : chance.between(400, 8_000);
  }

  int weights() {
    return kill + powerCut + pause + partition + linkCut + wipe + oldDatabase + fullDisk;
  }
}
