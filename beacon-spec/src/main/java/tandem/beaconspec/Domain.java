package tandem.beaconspec;

/// What a signature is for; it is part of what is signed (phase0, altair: *Domain types*).
public enum Domain {
  BEACON_PROPOSER(0),
  BEACON_ATTESTER(1),
  RANDAO(2),
  DEPOSIT(3),
  VOLUNTARY_EXIT(4),
  SELECTION_PROOF(5),
  AGGREGATE_AND_PROOF(6),
  SYNC_COMMITTEE(7),
  SYNC_COMMITTEE_SELECTION_PROOF(8),
  CONTRIBUTION_AND_PROOF(9);

  private final byte number;

  Domain(int number) {
    this.number = (byte) number;
  }

  /// The four bytes.
  byte[] type() {
    return new byte[] {number, 0, 0, 0};
  }
}
