package tandem.beaconcore;

import tandem.primitives.Hash32;

/// The database is of another network than the one that is to be run.
public final class WrongNetworkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongNetworkException(Hash32 database, Hash32 ours) {
    super(
        "the database is of the network with genesis block %s, this network's is %s: use another directory"
            .formatted(database, ours));
  }
}
