package tandem.gwatledger;

import tandem.gwattypes.Genesis;
import tandem.primitives.Bytes;

/// What a network and its operator fix.
///
/// @param chainId of transactions
/// @param genesisTimeS start of slot 0, Unix time
/// @param secondsPerSlot at least 1
/// @param maxDagBlocks blocks in the DAG that are not finalised; more are refused until some are,
///   those that were asked for only above twice as many
/// @param maxPendingBlocks of these, blocks with something pending, with the same allowance
/// @param maxBatchBytes a longer stretch is finalised in several writes
/// @param dagSlotsLimit no block is made while more slots wait to be finalised
/// @param createEmptyBlocks whether blocks without transactions are made
/// @param vanity at most 32 bytes in the blocks that are made
public record LedgerConfig(
    long chainId,
    long genesisTimeS,
    long secondsPerSlot,
    int maxDagBlocks,
    int maxPendingBlocks,
    long maxBatchBytes,
    int dagSlotsLimit,
    boolean createEmptyBlocks,
    Bytes vanity) {
  /// What genesis says, and the defaults of the rest.
  public static LedgerConfig of(Genesis genesis) {
    return new LedgerConfig(
        genesis.config().chainId(),
        genesis.timeS(),
        genesis.config().secondsPerSlot(),
        1 << 18,
        1 << 16,
        64 << 20,
        8,
        false,
        Bytes.EMPTY);
  }

  /// Unix time at which the slot of a valid block begins.
  ///
  /// @throws ArithmeticException if that is beyond 2^63
  public long slotStartS(long slot) {
    return Math.addExact(genesisTimeS, Math.multiplyExact(slot, secondsPerSlot));
  }

  /// Whether a time is within a slot, both of which may be anything.
  public boolean isWithinSlot(long timeS, long slot) {
    return timeS >= genesisTimeS && (timeS - genesisTimeS) / secondsPerSlot == slot;
  }
}
