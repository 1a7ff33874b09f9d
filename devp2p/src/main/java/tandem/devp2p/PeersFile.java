package tandem.devp2p;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file of peers: an enode URL a line; empty lines, and lines that begin with `#`, are left out.
public final class PeersFile {
  /// Bytes of a file.
  public static final int BYTES_MAX = 1 << 20;

  private final Path path;
  private @Nullable String seen;

  /// What a file holds.
  ///
  /// @param faults a sentence for each line that is no peer, with its number
  public record Content(List<EnodeUrl> peers, List<String> faults) {}

  public PeersFile(Path path) {
    this.path = path;
  }

  /// What the file holds if it has changed since the last call, else null. A file that does not
  /// exist holds nothing.
  ///
  /// @throws IOException if it cannot be read or is too large; then it counts as seen
  public @Nullable Content readIfChanged() throws IOException {
    if (!Files.exists(path)) {
      return changedTo("absent") ? new Content(List.of(), List.of()) : null;
    }
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    String state = attributes.lastModifiedTime() + " " + attributes.size();
    return changedTo(state) ? read() : null;
  }

  private boolean changedTo(String state) {
    boolean changed = !state.equals(seen);
    seen = state;
    return changed;
  }

  private Content read() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(BYTES_MAX + 1);
    }
    if (bytes.length > BYTES_MAX) {
      throw new IOException("peers file " + path + " has more than " + BYTES_MAX + " bytes");
    }
    List<EnodeUrl> peers = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    int number = 0;
    for (String line : new String(bytes, UTF_8).lines().toList()) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      try {
        peers.add(EnodeUrl.parse(text));
      } catch (IllegalArgumentException e) {
        faults.add("peers file " + path + ", line " + number + ": " + e.getMessage());
      }
    }
    return new Content(peers, faults);
  }
}
