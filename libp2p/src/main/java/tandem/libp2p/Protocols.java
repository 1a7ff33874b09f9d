package tandem.libp2p;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// The protocols a host serves.
final class Protocols {
  /// Protocols that are served here, before a connection is announced.
  static final List<String> OWN = List.of(Identify.PROTOCOL, Identify.PUSH, Ping.PROTOCOL);

  private final ConcurrentMap<String, StreamHandler> handlers = new ConcurrentHashMap<>();

  /// @throws IllegalArgumentException if the protocol is served already
  void add(String protocol, StreamHandler handler) {
    if (OWN.contains(protocol) || handlers.putIfAbsent(protocol, handler) != null) {
      throw new IllegalArgumentException(protocol + " has a handler already");
    }
  }

  void remove(String protocol) {
    handlers.remove(protocol);
  }

  boolean serves(String protocol) {
    return OWN.contains(protocol) || handlers.containsKey(protocol);
  }

  @Nullable StreamHandler handler(String protocol) {
    return handlers.get(protocol);
  }

  /// All of them, sorted.
  List<String> names() {
    return java.util.stream.Stream.concat(OWN.stream(), handlers.keySet().stream())
        .sorted()
        .toList();
  }
}
