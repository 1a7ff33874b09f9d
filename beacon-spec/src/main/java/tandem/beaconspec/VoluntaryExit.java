package tandem.beaconspec;

/// The wish of a validator to leave.
///
/// @param epoch from which it holds
public record VoluntaryExit(long epoch, long validatorIndex) {}
