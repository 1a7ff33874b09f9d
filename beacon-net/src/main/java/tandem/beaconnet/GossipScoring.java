package tandem.beaconnet;

import tandem.gossipsub.ScoreParams;

/// What peers' behaviour on the topics is worth (coordinator-net.md 2.6). Unlike the originals'
/// tables, the contribution topic has its own numbers.
///
/// @param slotMs length of a slot
/// @param slotsPerEpoch slots
/// @param validators active ones
/// @param committeesPerSlot attestation committees
/// @param syncCommitteeSize members of a sync committee
record GossipScoring(
    long slotMs,
    long slotsPerEpoch,
    long validators,
    long committeesPerSlot,
    long syncCommitteeSize) {
  private static final double DECAY_TO_ZERO = 0.01;
  private static final int RETAIN_EPOCHS = 100;
  private static final int DEGREE = 8;
  private static final int ATTESTATION_SUBNETS = 64;
  private static final int SYNC_SUBNETS = 4;
  private static final int AGGREGATORS_PER_COMMITTEE = 16;
  private static final double MESH_TIME_CAP = 900;
  private static final double MESH_TIME_MAX = 10;
  private static final double FIRST_MAX = 40;
  private static final double INVALID_MAX = -152.5;

  ScoreParams params() {
    return new ScoreParams(
        new ScoreParams.Thresholds(-4_000, -8_000, -16_000, 5),
        32.72,
        -35.11,
        10,
        -15.92,
        6,
        decay(10),
        slotMs,
        DECAY_TO_ZERO,
        RETAIN_EPOCHS * slotsPerEpoch * slotMs);
  }

  ScoreParams.Topic topic(GossipTopic.Kind kind) {
    return switch (kind) {
      case BEACON_BLOCK -> topic(0.8, 1, 23, decay(20));
      case BEACON_AGGREGATE_AND_PROOF ->
          byRate(0.5, 2.0 * AGGREGATORS_PER_COMMITTEE * committeesPerSlot / DEGREE, decay(1));
      case BEACON_ATTESTATION -> {
        double perSlot =
            Math.floor(Math.floor(1.0 * validators / ATTESTATION_SUBNETS) / slotsPerEpoch);
        yield byRate(
            1.0 / ATTESTATION_SUBNETS,
            2 * perSlot / DEGREE,
            committeesPerSlot >= 4 ? decay(4) : decay(1));
      }
      case SYNC_COMMITTEE -> {
        double perSlot = Math.floor(1.0 * Math.min(validators, syncCommitteeSize) / SYNC_SUBNETS);
        yield byRate(0.1, 2 * perSlot / DEGREE, decay(1));
      }
      case SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF ->
          byRate(0.2, 2.0 * AGGREGATORS_PER_COMMITTEE * SYNC_SUBNETS / DEGREE, decay(1));
      case PROPOSER_SLASHING, ATTESTER_SLASHING -> topic(0.05, 36, 1, decay(100));
      case VOLUNTARY_EXIT -> topic(0.05, 2, 5, decay(100));
    };
  }

  /// A topic with a known number of first deliveries a slot; one with less than one says nothing
  /// for a peer.
  private ScoreParams.Topic byRate(double weight, double firstPerSlot, double decay) {
    double cap = Math.floor(firstPerSlot) / (1 - decay);
    return cap < 1 ? topic(weight, 0, 0, decay) : topic(weight, FIRST_MAX / cap, cap, decay);
  }

  private ScoreParams.Topic topic(
      double weight, double firstWeight, double firstCap, double firstDecay) {
    return new ScoreParams.Topic(
        weight,
        MESH_TIME_MAX / MESH_TIME_CAP,
        slotMs,
        MESH_TIME_CAP,
        firstWeight,
        firstDecay,
        firstCap,
        INVALID_MAX / weight,
        decay(50));
  }

  /// What becomes 1 % in so many epochs, a slot at a time.
  private double decay(int epochs) {
    return Math.pow(DECAY_TO_ZERO, 1.0 / (slotsPerEpoch * epochs));
  }
}
