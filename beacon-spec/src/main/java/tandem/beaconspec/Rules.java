package tandem.beaconspec;

import tandem.crypto.Bls;

/// What the parts of the state transition share.
record Rules(
    BeaconConfig config,
    Types types,
    Bls bls,
    StateReads reads,
    Committees committees,
    ValidatorKeys keys,
    SyncCommittees syncCommittees) {
  Rules(BeaconConfig config, Types types, Bls bls) {
    this(
        config,
        types,
        bls,
        new StateReads(config),
        new Committees(config),
        new ValidatorKeys(),
        new SyncCommittees(config, bls));
  }
}
