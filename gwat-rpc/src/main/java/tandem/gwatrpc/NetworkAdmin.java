package tandem.gwatrpc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What RPC shows and changes of the node's network. Called on any thread; must not wait.
public interface NetworkAdmin {
  /// A connected peer, for `admin_peers`.
  ///
  /// @param id node id, 64 hexadecimal digits
  /// @param name what it calls itself
  /// @param enode null when its listening port is not known
  /// @param capabilities as `wfdag/1`
  /// @param localAddress `ip:port` of our end
  /// @param remoteAddress `ip:port` of its end
  /// @param isStatic whether the connection is always made anew
  record PeerView(
      String id,
      String name,
      @Nullable String enode,
      List<String> capabilities,
      String localAddress,
      String remoteAddress,
      boolean inbound,
      boolean isStatic) {
    public PeerView {
      capabilities = List.copyOf(capabilities);
    }
  }

  /// Name and version of this program, as peers see it.
  String clientVersion();

  /// Node id, 64 hexadecimal digits.
  String id();

  /// URL under which peers find this node.
  String enode();

  /// Address that peers are listened for at.
  String listenHost();

  int listenPort();

  List<PeerView> peers();

  /// Keeps a connection to a peer from now on.
  ///
  /// @throws IllegalArgumentException if `enode` is no URL of a node; the text says why
  void addPeer(String enode);
}
