package tandem.jsonrpc;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods and topics of a server. Filled before the server starts; not changed afterwards.
public final class JsonRpcMethods {
  /// @param time how long a call may take
  record Method(JsonRpcHandler handler, Duration time) {}

  private static final Duration TIME = Duration.ofSeconds(10);

  private final Map<String, Method> methods = new HashMap<>();
  private final Map<String, Map<String, JsonRpcTopic>> topics = new HashMap<>();

  /// Adds a method whose calls may take ten seconds.
  public JsonRpcMethods add(String name, JsonRpcHandler handler) {
    return add(name, TIME, handler);
  }

  /// @throws IllegalArgumentException if there is a method of that name
  public JsonRpcMethods add(String name, Duration time, JsonRpcHandler handler) {
    if (methods.putIfAbsent(name, new Method(handler, time)) != null) {
      throw new IllegalArgumentException("method " + name + " is there twice");
    }
    return this;
  }

  /// Adds a topic: `addTopic("dag", "syncStatus")` is followed by `dag_subscribe(["syncStatus"])`.
  public JsonRpcTopic addTopic(String namespace, String name) {
    JsonRpcTopic topic = new JsonRpcTopic(namespace);
    if (topics.computeIfAbsent(namespace, _ -> new HashMap<>()).put(name, topic) != null) {
      throw new IllegalArgumentException("topic " + namespace + "." + name + " is there twice");
    }
    return topic;
  }

  @Nullable Method method(String name) {
    return methods.get(name);
  }

  boolean hasTopics(String namespace) {
    return topics.containsKey(namespace);
  }

  @Nullable JsonRpcTopic topic(String namespace, String name) {
    return topics.getOrDefault(namespace, Map.of()).get(name);
  }
}
