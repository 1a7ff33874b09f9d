package tandem.beaconspec;

import java.util.HashMap;
import java.util.Map;
import tandem.crypto.BlsPublicKey;

/// Finds validators by public key. Branches can disagree about an index, so what is remembered is a
/// guess that is checked against the state; a key that is unknown costs a look at every validator.
///
/// Everything here runs on one thread.
public final class ValidatorKeys {
  private final Map<BlsPublicKey, Integer> guesses = new HashMap<>();

  /// The index of the validator with this key, -1 if there is none.
  public int indexOf(BeaconState state, BlsPublicKey key) {
    Integer guess = guesses.get(key);
    if (guess != null && hasKey(state, guess, key)) {
      return guess;
    }
    for (int i = 0; i < state.validators().size(); i++) {
      BlsPublicKey found = state.validators().get(i).pubkey();
      guesses.putIfAbsent(found, i);
      if (found.equals(key)) {
        guesses.put(found, i);
        return i;
      }
    }
    return -1;
  }

  private static boolean hasKey(BeaconState state, int index, BlsPublicKey key) {
    return index < state.validators().size() && state.validators().get(index).pubkey().equals(key);
  }
}
