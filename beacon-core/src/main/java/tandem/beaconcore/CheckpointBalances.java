package tandem.beaconcore;

import java.util.LinkedHashMap;
import java.util.Map;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Validator;
import tandem.forkchoice.Checkpoint;
import tandem.forkchoice.JustifiedBalances;

/// What validators weigh as of a checkpoint, remembered for the last few.
final class CheckpointBalances implements JustifiedBalances {
  private static final int REMEMBERED = 4;

  private final States states;
  private final long slotsPerEpoch;
  private final Map<Checkpoint, long[]> balances = new LinkedHashMap<>();

  CheckpointBalances(States states, long slotsPerEpoch) {
    this.states = states;
    this.slotsPerEpoch = slotsPerEpoch;
  }

  @Override
  public long[] of(Checkpoint checkpoint) {
    long[] known = balances.get(checkpoint);
    if (known != null) {
      return known;
    }
    BeaconState state = states.at(checkpoint.root(), checkpoint.epoch() * slotsPerEpoch);
    if (state == null) {
      throw ChainStore.damaged("the state of checkpoint " + checkpoint + " is missing", null);
    }
    long[] weights = new long[state.validators().size()];
    for (int i = 0; i < weights.length; i++) {
      Validator validator = state.validators().get(i);
      weights[i] = validator.isActiveAt(checkpoint.epoch()) ? validator.effectiveBalance() : 0;
    }
    if (balances.size() >= REMEMBERED) {
      balances.clear();
    }
    balances.put(checkpoint, weights);
    return weights;
  }
}
