package tandem.gossipsub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// What is to be sent because of one event: one RPC a peer.
final class Outbox {
  private final Map<PeerName, RpcBuilder> open = new LinkedHashMap<>();

  RpcBuilder to(PeerName peer) {
    return open.computeIfAbsent(peer, key -> new RpcBuilder());
  }

  void flush(Consumer<? super GossipEffect> effects) {
    open.forEach((peer, rpc) -> {
      if (!rpc.isEmpty()) {
        effects.accept(new GossipEffect.Send(peer, rpc.build()));
      }
    });
    open.clear();
  }
}
