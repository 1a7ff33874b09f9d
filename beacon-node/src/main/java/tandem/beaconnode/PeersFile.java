package tandem.beaconnode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tandem.libp2p.Multiaddr;

/// A file of peers, a multiaddr a line. It is looked at each second or so, and read when it has
/// changed; it may come into being later. Peers that are taken out of it stay until a restart.
final class PeersFile {
  private static final long BYTES_MAX = 1 << 20;

  /// What tells one state of the file from the next.
  private record Mark(FileTime changed, long size) {}

  private final Path file;
  private final Consumer<Multiaddr> found;
  private final BeaconLog log;
  private @Nullable Mark seen;

  /// @param found told of each peer, again and again; it may refuse one with an
  ///   IllegalArgumentException
  PeersFile(Path file, Consumer<Multiaddr> found, BeaconLog log) {
    this.file = file;
    this.found = found;
    this.log = log;
  }

  /// Reads the file if it has changed.
  void look() {
    try {
      if (!Files.exists(file)) {
        return;
      }
      Mark mark = new Mark(Files.getLastModifiedTime(file), Files.size(file));
      if (mark.equals(seen)) {
        return;
      }
      List<String> lines = TextFiles.lines(file, BYTES_MAX);
      seen = mark;
      lines.forEach(this::take);
    } catch (IOException e) {
      log.peersFileUnreadable(file, TextFiles.why(e));
    }
  }

  private void take(String line) {
    try {
      Multiaddr peer = Multiaddr.parse(line);
      found.accept(peer);
    } catch (IllegalArgumentException e) {
      log.peerRefused(file, String.valueOf(e.getMessage()));
    }
  }
}
