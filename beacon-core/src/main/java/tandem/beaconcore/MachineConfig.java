package tandem.beaconcore;

import java.util.List;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.Types;
import tandem.beaconstages.BeaconStageParams;
import tandem.crypto.Bls;
import tandem.crypto.BlsSecretKey;
import tandem.primitives.Bytes;

/// What the network and the operator fix.
///
/// @param genesis the state of slot 0; nobody changes it any more
/// @param stages times of the stages, and what gwat must agree on
/// @param validators keys for which duties are performed
/// @param graffiti at most 32 bytes, in our own blocks
/// @param seed chance, for jitter
public record MachineConfig(
    BeaconConfig beacon,
    Types types,
    BeaconState genesis,
    BeaconStageParams stages,
    List<BlsSecretKey> validators,
    Bls bls,
    Bytes graffiti,
    long seed) {
  public MachineConfig {
    validators = List.copyOf(validators);
    if (graffiti.length() > 32) {
      throw new IllegalArgumentException("graffiti of " + graffiti.length() + " bytes, at most 32");
    }
  }
}
