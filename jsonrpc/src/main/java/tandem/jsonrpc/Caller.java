package tandem.jsonrpc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who sent a request. One object a request, used by one thread.
final class Caller {
  private final boolean hasToken;
  private final @Nullable WebSocketCaller socket;
  private final List<String> begun = new ArrayList<>();

  /// @param hasToken whether a valid token came with the request or the WebSocket's handshake
  /// @param socket where notifications can be sent; null over HTTP
  Caller(boolean hasToken, @Nullable WebSocketCaller socket) {
    this.hasToken = hasToken;
    this.socket = socket;
  }

  boolean hasToken() {
    return hasToken;
  }

  String follow(JsonRpcTopic topic, int max) throws JsonRpcException {
    String id = socket().follow(topic, max);
    begun.add(id);
    return id;
  }

  boolean unfollow(String namespace, String id) throws JsonRpcException {
    return socket().unfollow(namespace, id);
  }

  /// The answer is on its way, so that notifications may follow it.
  void answered() {
    if (socket != null) {
      begun.forEach(socket::start);
    }
  }

  private WebSocketCaller socket() throws JsonRpcException {
    if (socket == null) {
      throw new JsonRpcException(
          JsonRpcException.REFUSED, "subscriptions need a WebSocket connection");
    }
    return socket;
  }
}
