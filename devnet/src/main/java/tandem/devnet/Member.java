package tandem.devnet;

import java.nio.file.Path;

/// A pair of a devnet, seen from outside: its folder and its RPC.
public record Member(String name, NodeFolder folder, GwatApi gwat, CoordinatorApi coordinator)
    implements AutoCloseable {
  /// @param network folder of a network that `genesis` has made
  /// @param index of the pair, from 0
  public static Member of(Path network, int index) {
    NodeFolder folder = NodeFolder.read(network.resolve(NetworkFiles.node(index)));
    return new Member(
        "pair " + (index + 1),
        folder,
        new GwatApi(folder.gwatUrl(), folder.jwtSecret()),
        new CoordinatorApi(folder.coordinatorUrl()));
  }

  public PairView look() {
    return PairView.look(gwat, coordinator);
  }

  @Override
  public void close() {
    gwat.close();
    coordinator.close();
  }
}
