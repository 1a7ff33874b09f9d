package tandem.beaconnode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tandem.crypto.BlsSecretKey;
import tandem.primitives.Hex;

/// A file of validators' secret keys, 64 hexadecimal digits a line.
final class KeyFile {
  private static final long BYTES_MAX = 64 << 20;

  private KeyFile() {}

  /// @throws IOException if the file cannot be read or a line is no key; the text says which line,
  ///   and never what it holds
  static List<BlsSecretKey> read(Path file) throws IOException {
    List<BlsSecretKey> keys = new ArrayList<>();
    for (String line : TextFiles.lines(file, BYTES_MAX)) {
      try {
        keys.add(BlsSecretKey.of(Hex.decode(line)));
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "%s: key %d is not 64 hexadecimal digits of a secret key"
                .formatted(file, keys.size() + 1));
      }
    }
    return keys;
  }
}
