package tandem.devnet;

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
public final class NetworkFiles {
  public static final String NETWORK = "network";
  public static final String GWAT_GENESIS = "genesis.json";
  public static final String BEACON_GENESIS = "genesis.ssz";
  public static final String BEACON_CONFIG = "beacon.json";
  public static final String ACCOUNTS = "accounts.json";
  public static final String JWT_SECRET = "jwt.hex";
  public static final String PASSWORD = "password.txt";
  public static final String KEYSTORE = "keystore";
  public static final String VALIDATORS = "validators.txt";
  public static final String GWAT_DATA = "gwat";
  public static final String COORDINATOR_DATA = "coordinator";

  /// Within the data folders; the nodes look for them there.
  public static final String GWAT_NODE_KEY = "nodekey";

  public static final String COORDINATOR_NODE_KEY = "network-key";

  private NetworkFiles() {}

  /// @param index from 0
  public static String node(int index) {
    return "node-" + (index + 1);
  }
}
