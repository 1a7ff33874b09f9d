package tandem.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Disk;
import tandem.devnet.Half;
import tandem.devnet.NetworkFiles;
import tandem.devnet.NetworkWriter;
import tandem.devnet.NodeFolder;
import tandem.devnet.NodeProcess;

/// Files of another network, and its nodes, where a trial needs them.
final class ForeignNetwork {
  private static final long START_MAX_S = 60;

  private final NodeFolder node;

  private ForeignNetwork(NodeFolder node) {
    this.node = node;
  }

  /// @param secret of the JWT, so that its gwat listens to the victim's coordinator
  static ForeignNetwork make(Path dir, @Nullable Path secret) {
    long nowS = System.currentTimeMillis() / 1_000;
    NetworkWriter.write(dir, ChaosPlan.foreign(nowS, new SecureRandom()), new SecureRandom());
    NodeFolder node = NodeFolder.read(dir.resolve(NetworkFiles.node(0)));
    Path ours = node.jwtSecret();
    if (secret != null && ours != null) {
      Disk.remove(ours);
      Disk.writeSecret(ours, Disk.read(secret, 1_024));
    }
    return new ForeignNetwork(node);
  }

  NodeFolder folder() {
    return node;
  }

  /// A database of one of its nodes, which has run for a moment.
  Path database(Half half, Arena arena) throws InterruptedException {
    Path data =
        switch (half) {
          case GWAT -> node.gwat().data();
          case COORDINATOR -> node.coordinator().data();
        };
    if (!Files.exists(data.resolve("db"))) {
      arena.say("making a database of another network");
      start(half).kill();
    }
    return data;
  }

  /// Starts a node and waits until its database is open.
  NodeProcess start(Half half) throws InterruptedException {
    CountDownLatch open = new CountDownLatch(1);
    Path log = node.dir().resolve(half.command() + ".log");
    NodeProcess process =
        NodeProcess.start(
            half,
            node.dir(),
            ChaosPlan.HEAP,
            log,
            line -> {
              if (line.contains("stage STARTING ->")) {
                open.countDown();
              }
            });
    if (!open.await(START_MAX_S, TimeUnit.SECONDS)) {
      process.kill();
      throw new TrialFailed("a node of another network does not start");
    }
    return process;
  }
}
