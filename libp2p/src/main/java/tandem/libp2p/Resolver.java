package tandem.libp2p;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import tandem.rim.Deadline;
import tandem.rim.Scope;

/// Turns the host of a multiaddr into an IP address. A lookup that takes too long is left alone, so
/// their number is bounded.
final class Resolver {
  private static final int LOOKUPS_MAX = 8;

  private final Scope scope;
  private final Semaphore lookups = new Semaphore(LOOKUPS_MAX);

  Resolver(Scope scope) {
    this.scope = scope;
  }

  InetAddress resolve(Multiaddr address, Deadline deadline) throws IOException {
    return switch (address.kind()) {
      case IP4, IP6 -> InetAddress.getByAddress(address.octets());
      case DNS, DNS4, DNS6 -> lookUp(address, deadline);
    };
  }

  private InetAddress lookUp(Multiaddr address, Deadline deadline) throws IOException {
    if (!lookups.tryAcquire()) {
      throw new LocalRefusalException("too many names are being looked up");
    }
    CompletableFuture<InetAddress> found = new CompletableFuture<>();
    scope.start(
        "libp2p-resolve",
        () -> {
          try {
            found.complete(first(address));
          } catch (UnknownHostException e) {
            found.completeExceptionally(e);
          } finally {
            lookups.release();
          }
        });
    return Futures.await(found, deadline, "look-up of " + address.host());
  }

  private static InetAddress first(Multiaddr address) throws UnknownHostException {
    for (InetAddress candidate : InetAddress.getAllByName(address.host())) {
      boolean fits =
          switch (address.kind()) {
            case DNS4, IP4 -> candidate instanceof Inet4Address;
            case DNS6, IP6 -> candidate instanceof Inet6Address;
            case DNS -> true;
          };
      if (fits) {
        return candidate;
      }
    }
    throw new UnknownHostException(address.toString());
  }
}
