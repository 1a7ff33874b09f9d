package tandem.gwatcore;

import java.util.Map;
import tandem.gwatpool.PoolLimits;
import tandem.gwatstages.GwatStageParams;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.Genesis;
import tandem.primitives.Address;

/// What the network and the operator fix.
///
/// @param networkId told to peers; those of another one are not ours
/// @param slotsPerEpoch must be the coordinator's too
/// @param signers of the accounts for which blocks are made
/// @param stages times of the stages
/// @param pool bounds of the pool
public record NodeConfig(
    Genesis genesis,
    long networkId,
    long slotsPerEpoch,
    Map<Address, BlockSigner> signers,
    GwatStageParams stages,
    PoolLimits pool) {
  public NodeConfig {
    signers = Map.copyOf(signers);
  }

  public long secondsPerSlot() {
    return genesis.config().secondsPerSlot();
  }

  public long slotMs() {
    return secondsPerSlot() * 1_000;
  }

  /// The slot at a time; -1 before genesis.
  public long slotAt(long nowMs) {
    return Math.floorDiv(nowMs - genesis.timeS() * 1_000, slotMs());
  }

  /// When a slot begins, in milliseconds; [Long#MAX_VALUE] beyond all times.
  public long slotStartMs(long slot) {
    try {
      return Math.addExact(genesis.timeS() * 1_000, Math.multiplyExact(slot, slotMs()));
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
