package tandem.forkchoice;

/// Constants of the network.
///
/// @param safeSlotsToUpdateJustified SAFE_SLOTS_TO_UPDATE_JUSTIFIED
/// @param proposerBoostPercent PROPOSER_SCORE_BOOST: of one slot's committee weight
/// @param validatorsMax validators whose votes are kept: the bound of memory
public record ForkChoiceConfig(
    long slotsPerEpoch,
    long safeSlotsToUpdateJustified,
    long proposerBoostPercent,
    int validatorsMax) {
  public ForkChoiceConfig {
    if (slotsPerEpoch < 1 || safeSlotsToUpdateJustified < 0 || proposerBoostPercent < 0) {
      throw new IllegalArgumentException("constants of fork choice are not negative");
    }
  }

  /// v1.1.10.
  public static ForkChoiceConfig of(long slotsPerEpoch) {
    return new ForkChoiceConfig(slotsPerEpoch, 8, 70, 1 << 22);
  }

  long epochAt(long slot) {
    return slot / slotsPerEpoch;
  }

  long startSlot(long epoch) {
    return epoch * slotsPerEpoch;
  }
}
