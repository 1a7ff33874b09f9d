package tandem.beaconspec;

import java.util.List;
import tandem.crypto.BlsSignature;

/// An attestation that names its validators.
///
/// @param attestingIndices ascending, without repetition in a valid one
public record IndexedAttestation(
    List<Long> attestingIndices, AttestationData data, BlsSignature signature) {
  public IndexedAttestation {
    attestingIndices = List.copyOf(attestingIndices);
  }
}
