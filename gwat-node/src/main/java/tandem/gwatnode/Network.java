package tandem.gwatnode;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import tandem.crypto.Keccak256;
import tandem.devp2p.Capability;
import tandem.devp2p.Devp2pServer;
import tandem.devp2p.EnodeUrl;
import tandem.devp2p.NodeId;
import tandem.devp2p.PeerHandle;
import tandem.gwatrpc.NetworkAdmin;
import tandem.primitives.Hex;

/// What RPC shows and changes of the peers.
final class Network implements NetworkAdmin {
  private final Devp2pServer server;
  private final String host;
  private final String clientVersion;

  Network(Devp2pServer server, String host, String clientVersion) {
    this.server = server;
    this.host = host;
    this.clientVersion = clientVersion;
  }

  @Override
  public String clientVersion() {
    return clientVersion;
  }

  @Override
  public String id() {
    return shortId(server.enode().id());
  }

  @Override
  public String enode() {
    return server.enode().toString();
  }

  @Override
  public String listenHost() {
    return host;
  }

  @Override
  public int listenPort() {
    return server.port();
  }

  @Override
  public List<PeerView> peers() {
    List<PeerView> views = new ArrayList<>();
    for (PeerHandle peer : server.peers()) {
      views.add(
          new PeerView(
              shortId(peer.id()),
              peer.hello().name(),
              peer.inbound() ? null : enode(peer).toString(),
              peer.hello().capabilities().stream().map(Capability::toString).toList(),
              text(peer.local()),
              text(peer.remote()),
              peer.inbound(),
              server.isStatic(peer.id())));
    }
    return views;
  }

  @Override
  public void addPeer(String enode) {
    server.addStaticPeer(EnodeUrl.parse(enode));
  }

  private static EnodeUrl enode(PeerHandle peer) {
    InetSocketAddress remote = peer.remote();
    return new EnodeUrl(peer.id(), remote.getAddress().getHostAddress(), remote.getPort());
  }

  /// As the original names nodes in `admin_`: the hash of the key.
  private static String shortId(NodeId id) {
    return Hex.encodeBare(Keccak256.hash(id.bytes().unsafeArray()).unsafeArray());
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
