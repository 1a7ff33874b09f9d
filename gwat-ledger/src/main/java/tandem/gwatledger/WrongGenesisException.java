package tandem.gwatledger;

import tandem.primitives.Hash32;

/// The database belongs to another network than the configuration.
public final class WrongGenesisException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongGenesisException(Hash32 stored, Hash32 configured) {
    super(
        "the database is of the network with genesis "
            + stored
            + ", the configuration says "
            + configured
            + ": use the other data directory or the other genesis file");
  }
}
