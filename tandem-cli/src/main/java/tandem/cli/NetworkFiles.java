package tandem.cli;

/// The names of what `genesis` writes.
///
/// ```
/// DIR/network/genesis.json   gwat's genesis             for everybody
///             genesis.ssz    the beacon state of slot 0
///             beacon.json    the coordinators' configuration
///     accounts.json          funded accounts, with keys  secret
///     node-1/config.json     ports, peers, paths
///            jwt.hex         shared by both halves       secret
///            password.txt    opens the key files         secret
///            keystore/       key files of the creators   secret
///            validators.txt  keys of the validators      secret
///            gwat/           database, node key
///            coordinator/    database, node key
///     node-2/ …
/// ```
final class NetworkFiles {
  static final String NETWORK = "network";
  static final String GWAT_GENESIS = "genesis.json";
  static final String BEACON_GENESIS = "genesis.ssz";
  static final String BEACON_CONFIG = "beacon.json";
  static final String ACCOUNTS = "accounts.json";
  static final String JWT_SECRET = "jwt.hex";
  static final String PASSWORD = "password.txt";
  static final String KEYSTORE = "keystore";
  static final String VALIDATORS = "validators.txt";
  static final String GWAT_DATA = "gwat";
  static final String COORDINATOR_DATA = "coordinator";

  /// Within the data folders; the nodes look for them there.
  static final String GWAT_NODE_KEY = "nodekey";

  static final String COORDINATOR_NODE_KEY = "network-key";

  private NetworkFiles() {}

  /// @param index from 0
  static String node(int index) {
    return "node-" + (index + 1);
  }
}
