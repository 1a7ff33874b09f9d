package tandem.jsonrpc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// Something that WebSocket callers can follow: `<namespace>_subscribe(["<name>"])` answers an id,
/// and then each value comes as `<namespace>_subscription` with that id, until
/// `<namespace>_unsubscribe([id])`. Any thread may publish.
///
/// A caller that reads more slowly than values come loses its connection, never a value in between.
public final class JsonRpcTopic {
  private final String namespace;
  private final Map<String, WebSocketCaller> followers = new ConcurrentHashMap<>();

  JsonRpcTopic(String namespace) {
    this.namespace = namespace;
  }

  /// Sends `value` to everybody who follows. Does not wait.
  public void publish(JsonNode value) {
    followers.forEach((id, caller) -> caller.notify(namespace + "_subscription", id, value));
  }

  /// Whether there is anybody to publish for.
  public boolean hasFollowers() {
    return !followers.isEmpty();
  }

  void add(String id, WebSocketCaller caller) {
    followers.put(id, caller);
  }

  void remove(String id) {
    followers.remove(id);
  }

  boolean isOf(String wanted) {
    return namespace.equals(wanted);
  }
}
