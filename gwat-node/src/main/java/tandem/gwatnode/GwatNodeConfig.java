package tandem.gwatnode;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.devp2p.EnodeUrl;

/// How a gwat node is set up. Slots and epochs are the genesis file's.
///
/// @param dataDir holds the database, the node key and the lock; made if it does not exist
/// @param genesisFile genesis.json of the network
/// @param networkId told to peers; null takes the chain id of genesis
public record GwatNodeConfig(
    Path dataDir,
    Path genesisFile,
    @Nullable Long networkId,
    P2p p2p,
    Rpc rpc,
    Creators creators,
    Settings settings) {

  /// The network of peers.
  ///
  /// @param host address to listen at
  /// @param port 0 takes a free one
  /// @param staticPeers peers to be connected with for ever
  /// @param peersFile more of them, an enode URL a line, read again when it changes; it may come
  ///   into being later
  /// @param maxPeers connections at one time, 1 to 1000
  public record P2p(
      String host, int port, List<EnodeUrl> staticPeers, @Nullable Path peersFile, int maxPeers) {
    public static final P2p DEFAULT = new P2p("127.0.0.1", 30303, List.of(), null, 50);

    public P2p {
      staticPeers = List.copyOf(staticPeers);
    }

    public P2p withPort(int other) {
      return new P2p(host, other, staticPeers, peersFile, maxPeers);
    }

    public P2p withStaticPeers(List<EnodeUrl> others) {
      return new P2p(host, port, others, peersFile, maxPeers);
    }

    public P2p withPeersFile(@Nullable Path other) {
      return new P2p(host, port, staticPeers, other, maxPeers);
    }
  }

  /// JSON-RPC over HTTP and WebSocket.
  ///
  /// @param port 0 takes a free one
  /// @param jwtSecretFile 64 hexadecimal digits; without it everybody who reaches the port may call
  public record Rpc(String host, int port, @Nullable Path jwtSecretFile) {
    public static final Rpc DEFAULT = new Rpc("127.0.0.1", 8545, null);

    public Rpc withPort(int other) {
      return new Rpc(host, other, jwtSecretFile);
    }

    public Rpc withJwtSecretFile(@Nullable Path other) {
      return new Rpc(host, port, other);
    }
  }

  /// The accounts for which blocks are made: all key files (Web3 secret storage, version 3) of a
  /// directory.
  ///
  /// @param keystoreDir null makes no blocks
  /// @param passwordFile its first line opens every key file
  public record Creators(@Nullable Path keystoreDir, @Nullable Path passwordFile) {
    public static final Creators NONE = new Creators(null, null);
  }

  /// What an operator rarely changes.
  ///
  /// @param createEmptyBlocks whether blocks without transactions are made
  /// @param expectsPeers whether sync waits for peers at start; a network's first node alone has
  ///   none
  public record Settings(boolean createEmptyBlocks, boolean expectsPeers) {
    public static final Settings DEFAULT = new Settings(true, true);
  }

  /// A node with all defaults.
  public static GwatNodeConfig of(Path dataDir, Path genesisFile) {
    return new GwatNodeConfig(
        dataDir, genesisFile, null, P2p.DEFAULT, Rpc.DEFAULT, Creators.NONE, Settings.DEFAULT);
  }

  public GwatNodeConfig withNetworkId(@Nullable Long other) {
    return new GwatNodeConfig(dataDir, genesisFile, other, p2p, rpc, creators, settings);
  }

  public GwatNodeConfig withP2p(P2p other) {
    return new GwatNodeConfig(dataDir, genesisFile, networkId, other, rpc, creators, settings);
  }

  public GwatNodeConfig withRpc(Rpc other) {
    return new GwatNodeConfig(dataDir, genesisFile, networkId, p2p, other, creators, settings);
  }

  public GwatNodeConfig withCreators(Creators other) {
    return new GwatNodeConfig(dataDir, genesisFile, networkId, p2p, rpc, other, settings);
  }

  public GwatNodeConfig withSettings(Settings other) {
    return new GwatNodeConfig(dataDir, genesisFile, networkId, p2p, rpc, creators, other);
  }
}
