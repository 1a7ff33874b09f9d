package tandem.jsonrpc;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a server listens and for whom.
///
/// @param host address to bind
/// @param port 0 for any free one
/// @param hosts names that the `Host` header may have besides `localhost` and IP addresses, without
///   port; a web page whose name was made to point at this machine has none of them
/// @param origins web origins (`https://example.org`) whose pages may call; `*` for all. Requests
///   with another `Origin` are refused
/// @param guard which methods need a token; null for none
public record JsonRpcConfig(
    String host,
    int port,
    Set<String> hosts,
    Set<String> origins,
    @Nullable Guard guard,
    JsonRpcLimits limits) {
  /// @param secret signs and checks tokens
  /// @param prefixes a method needs a token if its name begins with one of these; the empty one
  ///   stands for all methods
  public record Guard(JwtSecret secret, Set<String> prefixes) {
    public Guard {
      prefixes = Set.copyOf(prefixes);
    }

    /// A token for everything, as with the originals.
    public static Guard ofAll(JwtSecret secret) {
      return new Guard(secret, Set.of(""));
    }

    boolean covers(String method) {
      return prefixes.stream().anyMatch(method::startsWith);
    }
  }

  public JsonRpcConfig {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }

  /// A server for this machine only, without tokens.
  public static JsonRpcConfig loopback(int port) {
    return new JsonRpcConfig("127.0.0.1", port, Set.of(), Set.of(), null, JsonRpcLimits.DEFAULT);
  }

  public JsonRpcConfig withGuard(@Nullable Guard newGuard) {
    return new JsonRpcConfig(host, port, hosts, origins, newGuard, limits);
  }

  public JsonRpcConfig withLimits(JsonRpcLimits newLimits) {
    return new JsonRpcConfig(host, port, hosts, origins, guard, newLimits);
  }
}
