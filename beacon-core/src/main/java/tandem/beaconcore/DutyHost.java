package tandem.beaconcore;

import tandem.beaconspec.SignedBeaconBlock;

/// What duties ask of the machine that runs them.
interface DutyHost {
  /// Imports a block of our own, at once.
  ///
  /// @return whether it is in the chain now
  boolean importOwn(SignedBeaconBlock block);

  /// A call beside those of the stages was answered `synchronization`.
  void gwatLeftWorking();
}
