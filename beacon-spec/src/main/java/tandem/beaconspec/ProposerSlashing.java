package tandem.beaconspec;

/// Two blocks of one proposer for one slot.
public record ProposerSlashing(
    SignedBeaconBlockHeader signedHeader1, SignedBeaconBlockHeader signedHeader2) {}
