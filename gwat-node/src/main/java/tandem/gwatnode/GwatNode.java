package tandem.gwatnode;

import java.util.concurrent.CompletableFuture;
import tandem.devp2p.EnodeUrl;
import tandem.pairprotocol.GwatLink;

/// A running gwat node. All methods are thread-safe.
public abstract class GwatNode implements AutoCloseable {
  GwatNode() {}

  /// Starts a node; returns when it serves RPC and listens for peers.
  ///
  /// @throws StartException if it cannot start; the text says what an operator can do
  public static GwatNode start(GwatNodeConfig config) throws StartException {
    throw new StartException(ExitReason.Code.CANNOT_START, config.dataDir() + ": not wired yet");
  }

  /// The way for a coordinator in this process.
  public abstract GwatLink link();

  /// Where JSON-RPC is served.
  public abstract int rpcPort();

  /// Where peers are listened for.
  public abstract int p2pPort();

  /// Under which URL peers find it.
  public abstract EnodeUrl enode();

  /// Keeps a connection to `peer` from now on.
  public abstract void addPeer(EnodeUrl peer);

  /// Completed when the node has ended, and why.
  public abstract CompletableFuture<ExitReason> ended();

  /// Ends the node within a few seconds; at once if it has ended.
  @Override
  public abstract void close();
}
