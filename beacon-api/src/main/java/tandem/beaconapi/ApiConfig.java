package tandem.beaconapi;

import java.util.Set;

/// Where the API listens and by which names it may be addressed.
///
/// @param host address to bind
/// @param port 0 for any free one
/// @param hosts names that the `Host` header may have besides `localhost` and IP addresses
/// @param version of the program, for `/eth/v1/node/version`
public record ApiConfig(String host, int port, Set<String> hosts, String version) {
  public ApiConfig {
    hosts = Set.copyOf(hosts);
  }

  public static ApiConfig loopback(int port, String version) {
    return new ApiConfig("127.0.0.1", port, Set.of(), version);
  }
}
